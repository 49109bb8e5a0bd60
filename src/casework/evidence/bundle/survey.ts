import type { Id, RequestContext } from '../../../kernel';
import type { EvidenceFrame, LogEvidence } from '../../../trust/audit';
import { EvidenceTooLarge } from '../evidence.errors';
import type { EvidenceRequest, Survey } from './claim';

/** As many items as one artefact may be about: their ids are all that is held in memory. */
export const mostItems = 100_000;

/** As many files as an archive may have for its entries: one line about each is held until the end. */
export const mostProofs = 100_000;

/** A selection has a proof, and with it a file, for each entry; with `all` one proof holds for any number. */
export function assertPackable({ completeness }: EvidenceRequest, { chosen }: Survey): void {
  if (completeness === 'selection' && chosen > mostProofs) throw new EvidenceTooLarge();
}

/** Goes through the chosen entries once, so that a claim can stand before them. */
export async function survey(
  log: LogEvidence,
  context: RequestContext,
  frame: EvidenceFrame,
  request: EvidenceRequest,
  signal: AbortSignal,
): Promise<Survey> {
  const [media, subjects, policies] = [new Set<Id>(), new Set<Id>(), new Set<string>()];
  let [chosen, first, last]: [number, number | null, number | null] = [0, null, null];
  for await (const page of log.chosen(context, frame, request)) {
    signal.throwIfAborted();
    for (const { n, event } of page) {
      first ??= n;
      last = n;
      if (event.obj?.media) media.add(event.obj.media);
      if (event.subj) subjects.add(event.subj);
      if (event.policy) policies.add(event.policy);
    }
    chosen += page.length;
    if (media.size > mostItems || subjects.size > mostItems) throw new EvidenceTooLarge();
  }
  return { chosen, first, last, policies: [...policies].sort(), media: [...media], subjects: [...subjects] };
}
