import type { KeyObject } from 'node:crypto';
import { cosignedAt } from '../../format/cosignature';
import { type LogKey, signCheckpoint } from '../../format/note';
import { consistencyProof, subtreesFromTiles } from '../../format/proof';
import { emptyRoot } from '../../format/tree';
import { type Anchor, type AnchoredTiles, AnchorFailed, type Remembered, type StoredCheckpoint } from '../anchor';
import { renderAddCheckpoint } from './add-checkpoint';
import type { PolicyWitness } from './policy';

const answerMillis = 10_000;
const longestAnswer = 16 * 1024;

type Answer = { readonly kind: 'cosigned'; readonly line: string } | { readonly kind: 'knows'; readonly size: number };

/** A witness as the vault sees it: it remembers one checkpoint, and takes the next only with a proof that goes on from it. */
export class WitnessAnchor implements Anchor {
  readonly kind = 'witness';
  readonly longestStep = Infinity;
  readonly name: string;

  constructor(
    readonly witness: PolicyWitness & { readonly url: string },
    private readonly log: LogKey,
    private readonly privateKey: KeyObject | null,
  ) {
    this.name = `witness ${witness.name}`;
  }

  /** A witness has no question for its state; a submission that does not fit what it knows is answered with it. */
  async newest(_known: number, own: StoredCheckpoint | null, log: AnchoredTiles): Promise<Remembered | null> {
    const checkpoint = own ?? this.emptyCheckpoint();
    if (checkpoint === null) return null;
    const answer = await this.submit(checkpoint, checkpoint.size, []);
    if (answer.kind === 'cosigned') return { size: checkpoint.size, root: null };
    if (answer.size === 0) return null;
    if (answer.size > checkpoint.size) return { size: answer.size, root: null };
    // It knows less, or another tree of this size: only a proof that it accepts tells.
    await this.goOn(answer.size, checkpoint, log);
    return { size: checkpoint.size, root: null };
  }

  async keep(from: number, checkpoint: StoredCheckpoint, log: AnchoredTiles): Promise<{ cosignature: string }> {
    const answer = await this.submit(checkpoint, from, await proofFrom(from, checkpoint, log));
    const line = answer.kind === 'cosigned' ? answer.line : await this.goOn(answer.size, checkpoint, log);
    return { cosignature: line };
  }

  /** Its memory is its own: nothing that the vault holds can change it. */
  prove(): Promise<boolean> {
    return Promise.resolve(true);
  }

  close(): void {
    // No connection is kept open between calls.
  }

  /** Once more from where the witness says that it is. */
  private async goOn(known: number, checkpoint: StoredCheckpoint, log: AnchoredTiles): Promise<string> {
    if (known > checkpoint.size) throw new AnchorFailed('rolled_back');
    const answer = await this.submit(checkpoint, known, await proofFrom(known, checkpoint, log));
    if (answer.kind === 'cosigned') return answer.line;
    throw new AnchorFailed(answer.size === checkpoint.size ? 'forked' : 'refused');
  }

  private async submit({ size, note }: StoredCheckpoint, old: number, proof: readonly Buffer[]): Promise<Answer> {
    const { status, text } = await this.post(renderAddCheckpoint({ old: Math.min(old, size), proof, note }));
    if (status === 200) return { kind: 'cosigned', line: this.ownLine(note, text) };
    if (status === 409 && /^(0|[1-9]\d{0,15})\n$/.test(text)) return { kind: 'knows', size: Number(text) };
    if (status === 422) throw new AnchorFailed('forked');
    throw new AnchorFailed(status >= 500 ? 'away' : 'refused');
  }

  /** The line among the answer's that this witness's key made over this very note. */
  private ownLine(note: string, text: string): string {
    const line = text.split('\n').find((each) => cosignedAt(note, each, this.witness.key) !== null);
    if (line === undefined) throw new AnchorFailed('refused');
    return `${line}\n`;
  }

  private async post(body: string): Promise<{ status: number; text: string }> {
    try {
      const answer = await fetch(`${this.witness.url}/add-checkpoint`, {
        method: 'POST',
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(answerMillis),
      });
      const text = await answer.text();
      return { status: answer.status, text: text.length > longestAnswer ? '' : text };
    } catch (error) {
      throw new AnchorFailed('away', error);
    }
  }

  /** For a database that has lost everything: a witness that knows more says so. */
  private emptyCheckpoint(): StoredCheckpoint | null {
    if (this.privateKey === null) return null;
    const note = signCheckpoint({ origin: this.log.origin, size: 0, root: emptyRoot() }, this.privateKey);
    return { size: 0, note };
  }
}

async function proofFrom(from: number, { size }: StoredCheckpoint, log: AnchoredTiles): Promise<Buffer[]> {
  return from > size ? [] : consistencyProof(from, size, subtreesFromTiles(size, log.tile));
}
