/** The members whose places are kept. */
export const member = {
  id: 0,
  sealed: 1,
  at: 2,
  type: 3,
  decision: 4,
  actorKind: 5,
  actor: 6,
  role: 7,
  subject: 8,
  media: 9,
  class: 10,
  part: 11,
  ticketSystem: 12,
  ticket: 13,
  purpose: 14,
  grant: 15,
  pa: 16,
  ps: 17,
  // Seen and checked, but nothing else is derived from them.
  session: 18,
  object: 19,
  digest: 20,
  amr: 21,
  bytes: 22,
  policy: 23,
  range: 24,
  reason: 25,
} as const;

export const memberCount = Object.keys(member).length;
