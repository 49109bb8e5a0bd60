import { answerOf, api } from './client';
import { verificationOf } from './questions';
import type { components } from './schema';
import type { Approval, Person, SavedSearch } from './types';

type Body = components['schemas'];

const at = (id: string) => ({ params: { path: { id } } });

/** What the console does in the vault: one function for each change. */
export const acts = {
  signIn: (body: Body['SignInRequest']) => answerOf(api.POST('/v1/sessions', { body })),
  /** Any question but the one for the session itself counts as use, and puts the idle end off. */
  stay: () => answerOf(api.GET('/v1/sessions')),
  signOut: () => answerOf(api.DELETE('/v1/sessions/current')),
  disclose: (id: string, disclosure: Body['DisclosureDto']['disclosure']) =>
    answerOf(api.PUT('/v1/media/{id}/disclosure', { params: { path: { id } }, body: { disclosure } })),
  changePassword: (body: Body['PasswordChangeRequest']) => answerOf(api.PUT('/v1/account/password', { body })),
  setUp: (body: Body['SetupRequest']) => answerOf(api.POST('/v1/setup', { body })),

  verifyLog: () => verificationOf(answerOf(api.POST('/v1/audit/verification'))),

  consistency: async (from: number, to: number) =>
    (await answerOf(api.GET('/v1/audit/consistency', { params: { query: { from, to } } }))) as unknown as {
      proof: string[];
    },

  signReview: (body: Body['PostLogReviewDto']) => answerOf(api.POST('/v1/log-reviews', { body })),
  closeReview: (id: string, closure: string) =>
    answerOf(api.POST('/v1/log-reviews/{id}/closure', { ...at(id), body: { closure } })),

  orderBundle: (body: Body['PostBundleDto']) => answerOf(api.POST('/v1/evidence-bundles', { body })),
  orderReport: (body: Body['PostReportDto']) => answerOf(api.POST('/v1/access-reports', { body })),
  orderAnswer: (body: Body['PostAnswerDto']) => answerOf(api.POST('/v1/answers', { body })),
  askProduction: (body: Body['PostProductionDto']) => answerOf(api.POST('/v1/productions', { body })),
  cancelOperation: (id: string) => answerOf(api.POST('/v1/operations/{id}/cancellation', at(id))),
  markRead: (ids: string[]) => answerOf(api.POST('/v1/notifications/read', { body: { ids } })),

  saveSearch: (body: Body['NewSearch']) => answerOf(api.POST('/v1/audit/searches', { body })),
  changeSearch: ({ id, etag }: SavedSearch, body: Body['SearchChange']) =>
    answerOf(api.PATCH('/v1/audit/searches/{id}', { params: { path: { id }, header: { 'if-match': etag } }, body })),
  removeSearch: (id: string) => answerOf(api.DELETE('/v1/audit/searches/{id}', at(id))),

  openView: (media: string, body: Body['OpenViewDto']) =>
    answerOf(api.POST('/v1/media/{id}/views', { ...at(media), body })),
  /** Kept alive past the page: a view ends when its reader leaves. */
  closeView: (view: string) => answerOf(api.DELETE('/v1/views/{id}', { ...at(view), keepalive: true })),

  askGrant: (body: Body['PostGrantDto']) => answerOf(api.POST('/v1/grants', { body })),
  decideGrant: (id: string, decision: 'give' | 'refuse') =>
    answerOf(api.POST('/v1/grants/{id}/approval', { ...at(id), body: { decision } })),
  revokeGrant: (id: string) => answerOf(api.POST('/v1/grants/{id}/revocation', at(id))),

  /** Approving and executing name the hash of what was read: a request that changed since is not meant. */
  stepApproval: ({ id, hash }: Approval, step: 'approve' | 'decline' | 'withdraw' | 'execute') => {
    if (step === 'approve') return answerOf(api.POST('/v1/approvals/{id}/approval', { ...at(id), body: { hash } }));
    if (step === 'decline')
      return answerOf(api.POST('/v1/approvals/{id}/refusal', { ...at(id), body: { reason: 'not_needed' } }));
    if (step === 'withdraw') return answerOf(api.POST('/v1/approvals/{id}/withdrawal', at(id)));
    return answerOf(api.POST('/v1/approvals/{id}/execution', at(id)));
  },

  closeAlert: (id: string, body: Body['CloseAlertDto']) =>
    answerOf(api.POST('/v1/alerts/{id}/closing', { ...at(id), body })),

  /** The subject that has this identifier; where none has, a new one. */
  findOrMakeSubject: async (identifier: Body['IdentifierDto']) => {
    const { items } = await answerOf(api.POST('/v1/subjects/search', { body: identifier }));
    return items[0] ?? answerOf(api.POST('/v1/subjects', { body: { identifiers: [identifier] } }));
  },

  addPerson: (body: Body['NewPersonRequest']) => answerOf(api.POST('/v1/people', { body })),
  changePerson: ({ id, etag }: Person, body: Body['PersonChangeRequest']) =>
    answerOf(api.PATCH('/v1/people/{id}', { params: { path: { id }, header: { 'if-match': etag } }, body })),
  lockPerson: (id: string) => answerOf(api.POST('/v1/people/{id}/lock', at(id))),
  unlockPerson: (id: string) => answerOf(api.POST('/v1/people/{id}/unlock', at(id))),
  resetPassword: (id: string) => answerOf(api.POST('/v1/people/{id}/password-reset', at(id))),
};
