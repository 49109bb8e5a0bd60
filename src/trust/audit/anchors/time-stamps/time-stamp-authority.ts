import type { X509Certificate } from 'node:crypto';
import { secureRandom } from '../../../../kernel';
import { AnchorFailed } from '../anchor';
import { renderRequest, stampedAt, tokenOf } from './time-stamp-token';

const answerMillis = 20_000;
const longestAnswer = 64 * 1024;

/** Somebody who says when a checkpoint existed (RFC 3161). It remembers nothing, so it cannot tell a log that went back. */
export class TimeStampAuthority {
  readonly name: string;

  constructor(
    private readonly url: string,
    private readonly roots: readonly X509Certificate[],
  ) {
    this.name = `time stamps ${new URL(url).host}`;
  }

  /** A token over the note that holds under our roots. */
  async stamp(note: string): Promise<{ token: Buffer; at: Date }> {
    const nonce = secureRandom(16);
    const token = tokenOf(await this.ask(renderRequest(note, nonce)));
    const at = token === null ? null : stampedAt({ token, stamped: note, nonce, roots: this.roots });
    if (token === null || at === null) throw new AnchorFailed('refused');
    return { token, at };
  }

  /** When the note was stamped by this token; null where the token does not hold. */
  check(note: string, token: Buffer): Date | null {
    return stampedAt({ token, stamped: note, nonce: null, roots: this.roots });
  }

  private async ask(request: Buffer): Promise<Buffer> {
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        body: new Uint8Array(request),
        headers: { 'Content-Type': 'application/timestamp-query' },
        redirect: 'error',
        signal: AbortSignal.timeout(answerMillis),
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (!answer.ok || bytes.length > longestAnswer) throw new AnchorFailed('away');
      return bytes;
    } catch (error) {
      throw error instanceof AnchorFailed ? error : new AnchorFailed('away', error);
    }
  }
}
