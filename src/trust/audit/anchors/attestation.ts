/** What somebody outside said of a checkpoint, with that checkpoint's note: it is worth nothing without it. */
export interface Attestation {
  readonly kind: 'cosignature' | 'time_stamp';
  readonly size: number;
  /** The witness or authority that said it. */
  readonly by: string;
  readonly note: string;
  /** A cosignature's line, or a token in base64. */
  readonly said: string;
  readonly at: string;
}

export function renderAttestation(attestation: Attestation): Buffer {
  return Buffer.from(JSON.stringify(attestation));
}

/** Null for bytes that are none: others may write into the bucket. What it claims is checked by whoever uses it. */
export function parseAttestation(bytes: Buffer): Attestation | null {
  try {
    const { kind, size, by, note, said, at } = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    const texts = [by, note, said, at].every((text) => typeof text === 'string' && text.length <= 65_536);
    if ((kind !== 'cosignature' && kind !== 'time_stamp') || !Number.isSafeInteger(size) || !texts) return null;
    if (Number.isNaN(Date.parse(String(at)))) return null;
    return { kind, size, by, note, said, at } as Attestation;
  } catch {
    return null;
  }
}
