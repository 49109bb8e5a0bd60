import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import { questions } from './api/questions';
import { asProblem } from './api/problem';
import { AlertsPage } from './alerts/alerts-page';
import { ApprovalsPage } from './approvals/approvals-page';
import { BreachPage } from './breaches/breach-page';
import { BreachesPage } from './breaches/breaches-page';
import { GrantsPage } from './grants/grants-page';
import { JobPage } from './jobs/job-page';
import { JobsPage } from './jobs/jobs-page';
import { CertificatePage } from './destruction/certificate-page';
import { CertificatesPage } from './destruction/certificates-page';
import { DestructionPage } from './destruction/destruction-page';
import { DestructionPlanPage } from './destruction/plan-page';
import { ItemPage } from './item/item-page';
import { LibraryPage } from './library/library-page';
import { LogPage } from './log/log-page';
import { Failed } from './parts/page-states';
import { RequestPage } from './requests/request-page';
import { RequestsPage } from './requests/requests-page';
import { HoldsPage } from './retention/holds-page';
import { RetentionPage } from './retention/retention-page';
import { KeysPage } from './keys/keys-page';
import { PasswordPage } from './session/password-page';
import { homeOf } from './session/rights';
import { SignInPage } from './session/sign-in-page';
import { SetupPage } from './setup/setup-page';
import { VerificationPage } from './verification/verification-page';
import { NotFoundPage } from './shell/not-found-page';
import { Shell } from './shell/shell';

interface Context {
  client: QueryClient;
}

/** A member of the URL as text, or nothing: whatever else a link carries is dropped. */
function text(search: Record<string, unknown>, name: string): string | undefined {
  const value = search[name];
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}

function texts<Name extends string>(
  search: Record<string, unknown>,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  return Object.fromEntries(
    names.flatMap((name) => [text(search, name)].filter((value) => value !== undefined).map((value) => [name, value])),
  ) as Partial<Record<Name, string>>;
}

function PageFailed({ error, reset }: ErrorComponentProps) {
  return <Failed error={error} onRetry={reset} />;
}

const rootRoute = createRootRouteWithContext<Context>()({
  notFoundComponent: NotFoundPage,
  errorComponent: PageFailed,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  component: SignInPage,
  validateSearch: (search: Record<string, unknown>): { to?: string; ended?: true } => ({
    ...texts(search, ['to']),
    ...(search.ended === true ? { ended: true as const } : {}),
  }),
});

const setupRoute = createRoute({ getParentRoute: () => rootRoute, path: '/setup', component: SetupPage });

/** Everything behind sign-in asks first who is there. */
async function signedIn(client: QueryClient, here: string) {
  try {
    return await client.query({ ...questions.session(), staleTime: 'static' });
  } catch (error) {
    const { status, code } = asProblem(error);
    if (status === 401) {
      const search = { to: here, ...(code === 'session_expired' ? { ended: true as const } : {}) };
      redirect({ to: '/sign-in', search, throw: true });
    }
    throw error;
  }
}

const passwordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/password',
  component: PasswordPage,
  beforeLoad: async ({ context, location }) => {
    await signedIn(context.client, location.href);
  },
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  errorComponent: PageFailed,
  beforeLoad: async ({ context, location }) => {
    const session = await signedIn(context.client, location.href);
    if (session.mustChangePassword) redirect({ to: '/password', throw: true });
    return { session };
  },
});

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    redirect({ to: homeOf(context.session.actor.roles), throw: true });
  },
});

const libraryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/library',
  component: LibraryPage,
  validateSearch: (search: Record<string, unknown>) =>
    texts(search, ['ticket', 'subject', 'class', 'state', 'from', 'to']),
});

const itemRoute = createRoute({ getParentRoute: () => shellRoute, path: '/item/$id', component: ItemPage });

const logRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/log',
  component: LogPage,
  validateSearch: (search: Record<string, unknown>): LogUrl => ({
    ...logTexts(search),
    ...number(search, 'entry'),
    ...number(search, 'around'),
  }),
});

type LogUrl = ReturnType<typeof logTexts> & { entry?: number; around?: number };

/** A member of the URL that is an entry's number, or nothing. */
function number<Name extends string>(search: Record<string, unknown>, name: Name): Partial<Record<Name, number>> {
  const value = Number(search[name]);
  const known = search[name] !== undefined && Number.isSafeInteger(value) && value >= 0;
  return (known ? { [name]: value } : {}) as Partial<Record<Name, number>>;
}

function logTexts(search: Record<string, unknown>) {
  return texts(search, [
    'actor',
    'subject',
    'media',
    'ticket',
    'operation',
    'type',
    'class',
    'decision',
    'purpose',
    'q',
    'cell',
    'from',
    'to',
  ]);
}

const grantsRoute = createRoute({ getParentRoute: () => shellRoute, path: '/grants', component: GrantsPage });

const approvalsRoute = createRoute({ getParentRoute: () => shellRoute, path: '/approvals', component: ApprovalsPage });

const alertsRoute = createRoute({ getParentRoute: () => shellRoute, path: '/alerts', component: AlertsPage });

const verificationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/verification',
  component: VerificationPage,
});

const jobsRoute = createRoute({ getParentRoute: () => shellRoute, path: '/jobs', component: JobsPage });

const jobRoute = createRoute({ getParentRoute: () => shellRoute, path: '/jobs/$id', component: JobPage });

const requestsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/requests',
  component: RequestsPage,
  validateSearch: (search: Record<string, unknown>) =>
    texts(search, ['queue', 'type', 'regime', 'state', 'band', 'subject']),
});

const requestRoute = createRoute({ getParentRoute: () => shellRoute, path: '/requests/$id', component: RequestPage });

const retentionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/retention',
  component: RetentionPage,
  validateSearch: (search: Record<string, unknown>) => texts(search, ['month']),
});

const holdsRoute = createRoute({ getParentRoute: () => shellRoute, path: '/holds', component: HoldsPage });

const breachesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/breaches',
  component: BreachesPage,
  validateSearch: (search: Record<string, unknown>) => texts(search, ['queue', 'state', 'risk']),
});

const breachRoute = createRoute({ getParentRoute: () => shellRoute, path: '/breaches/$id', component: BreachPage });

const destructionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/destruction',
  component: DestructionPage,
  validateSearch: (search: Record<string, unknown>) => texts(search, ['state', 'subject', 'request', 'reference']),
});

const destructionPlanRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/destruction/$id',
  component: DestructionPlanPage,
});

const certificatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/certificates',
  component: CertificatesPage,
});

const certificateRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/certificates/$id',
  component: CertificatePage,
});

const keysRoute = createRoute({ getParentRoute: () => shellRoute, path: '/keys', component: KeysPage });

const peopleRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./people/people-page'), 'PeoplePage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  setupRoute,
  passwordRoute,
  shellRoute.addChildren([
    homeRoute,
    libraryRoute,
    itemRoute,
    logRoute,
    grantsRoute,
    verificationRoute,
    jobsRoute,
    jobRoute,
    alertsRoute,
    approvalsRoute,
    requestsRoute,
    requestRoute,
    retentionRoute,
    holdsRoute,
    breachesRoute,
    breachRoute,
    destructionRoute,
    destructionPlanRoute,
    certificatesRoute,
    certificateRoute,
    keysRoute,
    peopleRoute,
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({ routeTree, context: { client }, defaultPreload: false, defaultPendingMs: 300 });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
