/** The ends of a plaintext: all that is kept of it while it streams by. */
export interface Sample {
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly length: number;
}

export const headLength = 64 * 1024;
/** A little more than the head: a ZIP's end record with the longest comment begins 65,557 bytes before the end. */
export const tailLength = headLength + 22;

/** Collects a sample as the bytes go by; holds on to at most the two ends. */
export class Sampler {
  readonly #head: Buffer[] = [];
  #headLength = 0;
  #tail: Buffer[] = [];
  #tailLength = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  take(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#headLength < headLength) this.#takeHead(bytes);
    this.#tail.push(bytes);
    this.#tailLength += bytes.length;
    for (let first = this.#tail[0]; first && this.#tailLength - first.length >= tailLength; first = this.#tail[0]) {
      this.#tail.shift();
      this.#tailLength -= first.length;
    }
  }

  sample(): Sample {
    const tail = Buffer.concat(this.#tail);
    return {
      head: Buffer.concat(this.#head),
      tail: tail.subarray(Math.max(0, tail.length - tailLength)),
      length: this.#length,
    };
  }

  #takeHead(bytes: Buffer): void {
    const part = bytes.subarray(0, headLength - this.#headLength);
    this.#head.push(part);
    this.#headLength += part.length;
  }
}

/** The sample of a plaintext that is in memory as a whole. */
export function sampleOf(plain: Buffer): Sample {
  const sampler = new Sampler();
  sampler.take(plain);
  return sampler.sample();
}
