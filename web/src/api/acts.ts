import { call } from './client';
import type { Grant, Page, Person, Role, Session, TicketRef, Verification, View } from './types';

/** What the console does in the vault: one function for each change. */
export const acts = {
  signIn: (body: { name: string; password: string }) => call<Session>('POST', '/v1/sessions', { body }),
  /** Any question but the one for the session itself counts as use, and puts the idle end off. */
  stay: () => call<unknown>('GET', '/v1/sessions'),
  signOut: () => call<undefined>('DELETE', '/v1/sessions/current'),
  changePassword: (body: { current: string; next: string }) => call<undefined>('PUT', '/v1/account/password', { body }),
  setUp: (body: { token: string; name: string; displayName: string; password: string }) =>
    call<undefined>('POST', '/v1/setup', { body }),

  verifyLog: () => call<Verification>('POST', '/v1/audit/verification'),

  openView: (media: string, body: { ticket: TicketRef; purpose: string; rendition: 'original' }) =>
    call<View>('POST', `/v1/media/${media}/views`, { body }),
  /** Kept alive past the page: a view ends when its reader leaves. */
  closeView: (view: string) => call<undefined>('DELETE', `/v1/views/${view}`, { keepalive: true }),

  askGrant: (body: {
    actor?: string;
    media?: string;
    ticket: TicketRef;
    purpose: string;
    rendition: 'original';
    expiresAt: string;
    maxViews: number;
    reason?: string;
  }) => call<Grant>('POST', '/v1/grants', { body }),
  decideGrant: (id: string, decision: 'give' | 'refuse') =>
    call<Grant>('POST', `/v1/grants/${id}/approval`, { body: { decision } }),
  revokeGrant: (id: string) => call<Grant>('POST', `/v1/grants/${id}/revocation`),

  /** The subject that has this identifier; where none has, a new one. */
  findOrMakeSubject: async (identifier: { kind: string; value: string }) => {
    const { items } = await call<Page<{ id: string }>>('POST', '/v1/subjects/search', { body: identifier });
    return items[0] ?? call<{ id: string }>('POST', '/v1/subjects', { body: { identifiers: [identifier] } });
  },

  addPerson: (body: { name: string; displayName: string; roles: Role[] }) =>
    call<Person & { oneTimePassword: string }>('POST', '/v1/people', { body }),
  changePerson: ({ id, etag }: Person, body: { displayName?: string; roles?: Role[] }) =>
    call<Person>('PATCH', `/v1/people/${id}`, { body, headers: { 'If-Match': etag } }),
  lockPerson: (id: string) => call<Person>('POST', `/v1/people/${id}/lock`),
  unlockPerson: (id: string) => call<Person>('POST', `/v1/people/${id}/unlock`),
  resetPassword: (id: string) => call<{ oneTimePassword: string }>('POST', `/v1/people/${id}/password-reset`),
};
