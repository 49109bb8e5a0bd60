import { generateKeyPairSync } from 'node:crypto';
import { newId, systemActor } from '../../../kernel';
import { toEvent } from '../audit-record';
import { eventText, type LeafEvent, parseLeaf } from '../format/leaf';
import { openCheckpoint } from '../format/note';
import { leafHash, rootOf } from '../format/tree';
import { buildBatch, type Head, type QueuedEvent } from './batch';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const log = { origin: 'vault.example/log', privateKey };
const empty: Head = { size: 0, range: Buffer.alloc(0), sealedAt: new Date('2026-11-22T20:15:00.123Z') };
const place = { at: new Date('2026-11-22T20:14:00Z'), policy: null, pa: null, ps: null };

function queued(change: Partial<QueuedEvent> = {}, event: Partial<LeafEvent> = {}): QueuedEvent {
  const made = toEvent({ type: 'system.started', actor: systemActor, role: 'system', decision: 'allow' }, place);
  const text = eventText({ ...made, ...event });
  return { id: made.id, event: text, known: false, hasActorPart: false, hasSubjectPart: false, ...change };
}

describe('a batch', () => {
  it('numbers on from the head', () => {
    const first = buildBatch(empty, [queued(), queued()], log);
    const second = buildBatch(first.head, [queued()], log);
    expect([...first.leaves, ...second.leaves].map(({ body }) => parseLeaf(body).n)).toEqual([0, 1, 2]);
    expect(second.head.size).toBe(3);
  });

  it('signs the root over all leaves', () => {
    const first = buildBatch(empty, [queued(), queued()], log);
    const second = buildBatch(first.head, [queued()], log);
    const hashes = [...first.leaves, ...second.leaves].map(({ body }) => leafHash(body));
    const checkpoint = openCheckpoint(second.note, { origin: log.origin, publicKey });
    expect(checkpoint).toEqual({ origin: log.origin, size: 3, root: rootOf(hashes) });
  });

  it.each<[string, QueuedEvent, string]>([
    ['no event', queued({ event: '{"no":"event"}' }), 'malformed'],
    ['another spelling', queued({ event: ` ${queued().event}` }), 'malformed'],
    ['an id of its own', queued({ id: newId() }), 'malformed'],
    ['a part nobody committed to', queued({ hasActorPart: true }), 'malformed'],
    ['a commitment without a part', queued({}, { ps: `${'A'.repeat(43)}=` }), 'malformed'],
    ['an event that is sealed already', queued({ known: true }), 'repeated'],
  ])('replaces a row with %s', (_what, row, reason) => {
    const { leaves } = buildBatch(empty, [row], log);
    const [leaf] = leaves;
    expect(leaf?.queuedId).toBeNull();
    expect(leaf?.event).toMatchObject({ type: 'audit.pending_refused', reason, obj: { object: row.id } });
    expect(leaf?.event.id).not.toBe(row.id);
  });
});
