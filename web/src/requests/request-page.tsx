import { Button } from '@mantine/core';
import {
  IconBan,
  IconCircleCheck,
  IconFlame,
  IconGavel,
  IconId,
  IconListCheck,
  IconMail,
  IconSend,
  IconUserQuestion,
  type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiCall } from '../api/calls';
import { shortId } from '../i18n/formats';
import { Badge } from '../parts/badge';
import { Card } from '../parts/card';
import { Copyable } from '../parts/copyable';
import { PageHead } from '../parts/page-head';
import { Answered, Notice } from '../parts/page-states';
import { FormAlert } from '../session/form-alert';
import { useMay } from '../session/use-session';
import { Answer } from './answer';
import { CarryOutCard } from './carry-out-card';
import { ChooseReason } from './choose-reason';
import { Identify } from './identify';
import { Instruct } from './instruct';
import { PlanBar, PlanTable } from './plan-card';
import { isToDo, titleOf } from './plan-words';
import { DaysLeft, RequestState } from './request-badges';
import { ClockCard, OutcomeCard, PersonCard, useStep } from './request-cards';
import { requestActs, requestQuestions, type ItemPlan, type WholeRequest } from './request-api';
import styles from './requests.module.css';

const pollMillis = 2_000;
const grounds = ['manifestly_unfounded', 'manifestly_excessive', 'not_covered', 'others_rights'] as const;
/** The title or the badge of identity says it. */
const saidElsewhere = new Set<WholeRequest['state']>(['confirmed', 'planned']);
const planned = new Set<WholeRequest['state']>([
  'planned',
  'executing',
  'carried_out',
  'refused',
  'answered',
  'closed',
]);

/** One request: what the law allows for each item, the clocks, and what is done next. */
export function RequestPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/requests/$id' });
  const request = useQuery({
    ...requestQuestions.one(id),
    // Only while something is carried out, which ends by itself.
    refetchInterval: ({ state: { data } }) => (data?.state === 'executing' ? pollMillis : false),
  });
  return (
    <>
      {!request.data && <PageHead title={t('requests.one')} calls={callsOf(id)} />}
      <Answered of={request} rows={10}>
        {(data) => <Whole key={data.id} request={data} />}
      </Answered>
    </>
  );
}

function callsOf(id: string): ApiCall[] {
  const path = `/v1/subject-requests/${id}`;
  return [
    { method: 'GET', path },
    { method: 'POST', path: `${path}/identity`, body: { result: 'confirmed', means: 'known_login' } },
    { method: 'POST', path: `${path}/plan`, body: {} },
    { method: 'POST', path: `${path}/refusals`, body: { ground: 'not_covered' } },
    { method: 'POST', path: `${path}/letters`, body: { contact: '…' } },
    { method: 'POST', path: `${path}/answers`, body: { outcome: 'fulfilled', text: '…' } },
    { method: 'POST', path: `${path}/closing` },
  ];
}

type Dialog = 'identify' | 'refuse' | 'answer' | 'instruct';

function Whole({ request }: { request: WholeRequest }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Dialog | null>(null);
  const plan = useQuery({ ...requestQuestions.plan(request), enabled: planned.has(request.state) });
  const marked = (plan.data?.items ?? []).filter(({ code }) => code === 'R8').map(({ media }) => media);
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const others = new Set([...marked.filter((media) => changed.get(media) !== false), ...seenOn(changed)]);
  const toDo = (plan.data?.items ?? []).some(isToDo);
  const close = () => setOpen(null);
  return (
    <>
      <PageHead
        title={titleOf(request, plan.data?.items, t)}
        calls={callsOf(request.id)}
        beside={
          <>
            <DaysLeft request={request} />
            {!saidElsewhere.has(request.state) && <RequestState state={request.state} />}
            <Badge>{t(`requests.regime.${request.regime}`)}</Badge>
            <ControllerBadge request={request} />
            {request.identity !== null && (
              <Badge tone="verified" icon={IconId}>
                {t('requests.identified')}
              </Badge>
            )}
            <Copyable value={request.id} shown={shortId('r', request.id)} label={t('requests.column.request')} />
          </>
        }
        actions={<Acts {...{ request, others, toDo }} onOpen={setOpen} onPlanned={() => setChanged(new Map())} />}
      />
      {plan.data && plan.data.items.length > 0 && <PlanBar items={plan.data.items} />}
      <div className={styles.columns}>
        <Main
          request={request}
          plan={plan}
          others={others}
          onOthers={(media, seen) => setChanged(new Map(changed).set(media, seen))}
        />
        <div className={styles.side}>
          <CarryOutCard request={request} planSha256={plan.data?.sha256} />
          <OutcomeCard request={request} />
          <ClockCard request={request} />
          <PersonCard request={request} />
        </div>
      </div>
      {open === 'identify' && <Identify request={request} onClose={close} />}
      {open === 'instruct' && <Instruct request={request} onClose={close} />}
      {open === 'answer' && <Answer request={request} onClose={close} />}
      {open === 'refuse' && (
        <ChooseReason
          title={t('requests.refuse.title')}
          text={t('requests.refuse.text')}
          reasons={grounds.map((code) => ({ code, name: t(`requests.ground.${code}`) }))}
          submit={t('requests.refuse.submit')}
          run={(ground) => requestActs.refuse(request.id, ground)}
          onClose={close}
        />
      )}
    </>
  );
}

function ControllerBadge({ request: { controller } }: { request: WholeRequest }) {
  const { t } = useTranslation();
  return controller === null ? null : <Badge icon={IconSend}>{t('requests.for', { controller })}</Badge>;
}

function seenOn(changed: ReadonlyMap<string, boolean>): string[] {
  return [...changed].flatMap(([media, seen]) => (seen ? [media] : []));
}

interface ActsProps {
  request: WholeRequest;
  /** Whether the plan changes anything. */
  toDo: boolean;
  others: ReadonlySet<string>;
  onOpen: (dialog: Dialog) => void;
  onPlanned: () => void;
}

type Act = Dialog | 'plan' | 'close' | 'carryOut' | 'forward';

/** What leads on from each state, the next step last. */
const offered: Record<WholeRequest['state'], readonly Act[]> = {
  received: ['refuse', 'identify'],
  forwarded: ['answer'],
  identity_pending: ['refuse', 'identify'],
  not_identified: ['answer', 'identify'],
  confirmed: ['refuse', 'answer', 'plan'],
  planned: ['refuse', 'plan', 'answer', 'carryOut'],
  executing: [],
  carried_out: ['plan', 'answer'],
  refused: ['answer'],
  answered: ['close'],
  closed: [],
};
/** What leads on: where another is the controller, nothing but its instruction. */
function actsFor({ state, controller, instruction }: WholeRequest): readonly Act[] {
  if (controller === null) return offered[state];
  if (instruction === null) return state === 'received' ? ['forward'] : ['instruct'];
  return offered[state].filter((act) => act !== 'refuse');
}
const isDialog = (act: Act): act is Dialog => ['identify', 'refuse', 'answer', 'instruct'].includes(act);
const icons: Record<Act, Icon> = {
  refuse: IconBan,
  identify: IconUserQuestion,
  plan: IconListCheck,
  forward: IconSend,
  instruct: IconGavel,
  answer: IconMail,
  close: IconCircleCheck,
  carryOut: IconFlame,
};

/** What can be done from here; the next step is filled. */
function Acts({ request, toDo, others, onOpen, onPlanned }: ActsProps) {
  const { t } = useTranslation();
  const can = useMay();
  const { id, state } = request;
  const step = useStep(id, () => t('requests.stepDone'));
  const acts = actsFor(request)
    .filter((act) => act !== 'carryOut' || toDo)
    .filter((act) => can(act === 'refuse' ? 'refuseRequest' : 'runRequests'));
  const run = (act: Act) => {
    if (act === 'plan') step.mutate(() => requestActs.plan(id, [...others]).then(onPlanned));
    else if (act === 'carryOut') step.mutate(() => requestActs.carryOut(id));
    else if (act === 'forward') step.mutate(() => requestActs.forward(id));
    else if (act === 'close') step.mutate(() => requestActs.close(id));
    else onOpen(act);
  };
  return (
    <>
      {acts.map((act) => {
        const Mark = icons[act];
        return (
          <Button
            key={act}
            variant={act === acts.at(-1) && act !== 'refuse' ? 'filled' : 'default'}
            leftSection={<Mark size={16} stroke={1.8} />}
            loading={step.isPending && !isDialog(act)}
            onClick={() => run(act)}
          >
            {t(act === 'plan' && state !== 'confirmed' ? 'requests.act.planAgain' : `requests.act.${act}`)}
          </Button>
        );
      })}
      <FormAlert error={step.error} />
    </>
  );
}

interface MainProps {
  request: WholeRequest;
  plan: ReturnType<typeof useQuery<{ items: ItemPlan[] }>>;
  others: ReadonlySet<string>;
  onOthers: (media: string, seen: boolean) => void;
}

function Main({ request, plan, others, onOthers }: MainProps) {
  const { t } = useTranslation();
  const can = useMay();
  const { state } = request;
  if (!planned.has(state) || (plan.data?.items.length === 0 && state !== 'planned'))
    return (
      <Card label={t('requests.plan.name')}>
        <Notice icon={IconListCheck} title={t('requests.plan.noneTitle')}>
          <p>
            {t(`requests.plan.none.${state === 'confirmed' ? 'confirmed' : planned.has(state) ? 'over' : 'unknown'}`)}
          </p>
        </Notice>
      </Card>
    );
  const mayMark = can('runRequests') && state === 'planned';
  return (
    <Answered of={plan} rows={8}>
      {({ items }) =>
        items.length === 0 ? (
          <Card label={t('requests.plan.name')}>
            <Notice icon={IconListCheck} title={t('requests.plan.emptyTitle')}>
              <p>{t('requests.plan.empty')}</p>
            </Notice>
          </Card>
        ) : (
          <PlanTable items={items} others={mayMark ? others : null} onOthers={onOthers} />
        )
      }
    </Answered>
  );
}
