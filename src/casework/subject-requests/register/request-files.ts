import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import { Keys } from '../../../trust/keys';

/** What the person said, and how to reach them. */
export interface FileOfRequest {
  readonly text: string | null;
  readonly contact: string | null;
}

const column = { file: 'request.file', answer: 'request.answer' } as const;

/**
 * The request's own file: sealed under a subject key that belongs to the request alone, so that it outlives the erasure
 * that it asked for, and goes by its own row of the schedule (P28).
 */
@Injectable()
export class RequestFiles {
  constructor(private readonly keys: Keys) {}

  /** Makes the key, the keystore first: a key without a request opens nothing, a request without a key could not be read. */
  async open(request: Id, file: FileOfRequest): Promise<Buffer> {
    await this.keys.createSubjectKey(request);
    return this.keys.sealPersonal(request, column.file, JSON.stringify(file));
  }

  async sealAnswer(request: Id, text: string): Promise<Buffer> {
    return this.keys.sealPersonal(request, column.answer, text);
  }

  /** The file again; null where its key has ended. */
  async read(
    request: Id,
    { file, answer }: { readonly file: Buffer; readonly answer: Buffer | null },
  ): Promise<{ file: FileOfRequest | null; answer: string | null }> {
    const text = await this.keys.openPersonal(request, column.file, file);
    return {
      file: text === null ? null : (JSON.parse(text) as FileOfRequest),
      answer: answer === null ? null : await this.keys.openPersonal(request, column.answer, answer),
    };
  }
}
