import { Injectable } from '@nestjs/common';
import type { Id } from '../../kernel';
import { Keys } from '../../trust/keys';
import type { BreachFile } from './breach';

/** What was told, and why it was late. */
export interface NoticeFile {
  readonly text: string;
  readonly lateReason: string | null;
}

export interface SealedTexts {
  readonly file: Buffer;
  readonly lessons: Buffer | null;
}

const column = { file: 'breach.file', lessons: 'breach.lessons' } as const;

/**
 * The breach's own file (GDPR Art 33(5)): sealed under a subject key that belongs to the breach alone, so that it outlives the
 * erasure of anybody whom it touches, and goes by its own row of the schedule (P31).
 */
@Injectable()
export class BreachFiles {
  constructor(private readonly keys: Keys) {}

  /** Makes the key, the keystore first: a key without a breach opens nothing, a breach without a key could not be read. */
  async open(breach: Id, file: BreachFile): Promise<Buffer> {
    await this.keys.createSubjectKey(breach);
    return this.seal(breach, file);
  }

  async seal(breach: Id, file: BreachFile): Promise<Buffer> {
    return this.keys.sealPersonal(breach, column.file, JSON.stringify(file));
  }

  async sealLessons(breach: Id, text: string): Promise<Buffer> {
    return this.keys.sealPersonal(breach, column.lessons, text);
  }

  async sealNotice(breach: Id, code: string, file: NoticeFile): Promise<Buffer> {
    return this.keys.sealPersonal(breach, noticeColumn(code), JSON.stringify(file));
  }

  /** The file again; null where its key has ended. */
  async read(breach: Id, { file, lessons }: SealedTexts): Promise<{ file: BreachFile | null; lessons: string | null }> {
    const text = await this.keys.openPersonal(breach, column.file, file);
    return {
      file: text === null ? null : (JSON.parse(text) as BreachFile),
      lessons: lessons === null ? null : await this.keys.openPersonal(breach, column.lessons, lessons),
    };
  }

  async readNotice(breach: Id, code: string, sealed: Buffer): Promise<NoticeFile | null> {
    const text = await this.keys.openPersonal(breach, noticeColumn(code), sealed);
    return text === null ? null : (JSON.parse(text) as NoticeFile);
  }
}

function noticeColumn(code: string): string {
  return `breach.notice.${code.toLowerCase().replaceAll('-', '_')}`;
}
