import type { RequestContext } from '../../../kernel';
import { encodeBundle, type EvidenceEntry, type EvidenceFrame, LogEvidence } from '../../../trust/audit';
import type { BagFile } from '../../../platform/archives';
import type { Claim, EvidenceRequest } from './claim';

/** Everything about the log that a bundle carries. */
export async function* logFiles(
  log: LogEvidence,
  context: RequestContext,
  frame: EvidenceFrame,
  request: EvidenceRequest,
  carried: Claim['carried'],
): AsyncGenerator<BagFile> {
  yield { path: 'data/log/key', content: Buffer.from(`${log.keyOf(frame)}\n`) };
  yield { path: 'data/log/checkpoint', content: Buffer.from(frame.checkpoint.note) };
  for (const { size, note } of await log.handOvers(context, frame))
    yield { path: `data/log/hand-overs/${size}`, content: Buffer.from(note) };
  for (const { n, proof } of await log.openings(context, frame))
    yield { path: `data/log/openings/${n}.tlog-proof`, content: Buffer.from(proof) };
  const stamp = carried === null ? null : await log.timeStamp(context, frame, carried.last);
  if (stamp !== null) {
    const { size, note, response, consistency } = stamp;
    const lines = consistency.map((hash) => `${hash.toString('base64')}\n`);
    yield { path: `data/log/timestamps/${size}.tsr`, content: response };
    yield { path: `data/log/timestamps/${size}.checkpoint`, content: Buffer.from(note) };
    yield { path: `data/log/timestamps/${size}.consistency`, content: Buffer.from(lines.join('')) };
  }
  if (request.completeness === 'all') {
    if (carried === null) return;
    yield { path: 'data/log/leaves', content: carriedLeaves(log, context, carried) };
    const { left, right, ...place } = await log.rangeProof(context, carried, frame.checkpoint.size);
    const base64 = (hashes: readonly Buffer[]): string[] => hashes.map((hash) => hash.toString('base64'));
    yield json('data/log/range.json', { ...place, left: base64(left), right: base64(right) });
    return;
  }
  yield { path: 'data/log/leaves', content: chosenLeaves(log, context, frame, request) };
  for await (const page of log.chosen(context, frame, request)) {
    const proofs = await log.tlogProofs(context, frame, page);
    for (const [i, { n }] of page.entries())
      yield { path: `data/log/proofs/${n}.tlog-proof`, content: Buffer.from(proofs[i] ?? '') };
  }
}

/** One line for each chosen entry, with its personal parts and their salts. */
export async function* entryLines(
  log: LogEvidence,
  context: RequestContext,
  frame: EvidenceFrame,
  request: EvidenceRequest,
): AsyncGenerator<Buffer> {
  for await (const entries of chosenEntries(log, context, frame, request)) {
    const lines = entries.map(({ n, event: { id }, personal }) => JSON.stringify({ n, id, personal }));
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
}

export async function* chosenEntries(
  log: LogEvidence,
  context: RequestContext,
  frame: EvidenceFrame,
  request: EvidenceRequest,
): AsyncGenerator<EvidenceEntry[]> {
  for await (const page of log.chosen(context, frame, request)) yield log.withParts(context, page);
}

export function json(path: string, value: unknown): BagFile {
  return { path, content: Buffer.from(`${JSON.stringify(value, null, 2)}\n`) };
}

async function* carriedLeaves(
  log: LogEvidence,
  context: RequestContext,
  range: { readonly first: number; readonly last: number },
): AsyncGenerator<Buffer> {
  for await (const page of log.leaves(context, range)) yield encodeBundle(page.map(({ body }) => body));
}

async function* chosenLeaves(
  log: LogEvidence,
  context: RequestContext,
  frame: EvidenceFrame,
  request: EvidenceRequest,
): AsyncGenerator<Buffer> {
  for await (const page of log.chosen(context, frame, request)) yield encodeBundle(page.map(({ body }) => body));
}
