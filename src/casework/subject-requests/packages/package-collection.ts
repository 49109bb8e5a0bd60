import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { type Id, newSecret, type RequestContext } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { contentDisposition } from '../../../platform/http';
import { SealedCopies } from '../../../records/media';
import { RequestEntries } from '../register/request-entries';
import { PackageNotFound } from '../request.errors';
import { type AccessPackage, packageDays } from './package';
import { PackageRepository } from './package.repository';

/** A code as it is given out, once: the vault keeps its hash alone. */
export interface GivenCode {
  readonly code: string;
  readonly until: Date;
}

/**
 * How a person comes to their copy: with a code that reaches them by another way, in the body of a request and never in an
 * address. It holds for one download; whoever did not get it whole asks for another.
 */
@Injectable()
export class PackageCollection {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly packages: PackageRepository,
    private readonly copies: SealedCopies,
    private readonly entries: RequestEntries,
  ) {}

  async giveCode(context: RequestContext, request: Id, id: Id): Promise<GivenCode> {
    return this.entries.recordingRefusal(context, request, () =>
      this.vault.transaction(context, async (tx) => {
        const code = newSecret();
        const until = await this.packages.giveCode(tx, { request, id, sha256: digest(code), days: packageDays.code });
        if (until === null) throw new PackageNotFound();
        await this.entries.record(tx, context, 'request.package.code_given', { request });
        return { code, until };
      }),
    );
  }

  async collect(context: RequestContext, id: Id, code: string, response: Response): Promise<void> {
    const found = await this.vault.transaction(context, (tx) => this.packages.systemCollect(tx, id, digest(code)));
    if (found === null) await this.#refuse(context);
    else await this.#send(context, found, response);
  }

  async #send(context: RequestContext, { copy, request }: AccessPackage, response: Response): Promise<void> {
    if (copy === null) throw new PackageNotFound();
    const entry = await this.entries.recordSealed(context, 'request.package.collected', { request });
    const opened = await this.copies.open(copy, entry, new AbortController().signal);
    response.writeHead(200, {
      'Content-Type': 'application/zip',
      'Content-Length': copy.length,
      'Content-Disposition': contentDisposition('attachment', `data-of-request-${request}.zip`),
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'Vault-Entry': String(entry),
    });
    try {
      await opened.sendTo(response);
      response.end();
    } catch {
      // Cut, never ended: a part must not be taken for the whole.
      response.destroy();
    }
  }

  /** No such package, a wrong code, one that was used or is too old: one answer for all. */
  async #refuse(context: RequestContext): Promise<never> {
    await this.entries.refused(context, 'request.package.denied', 'code');
    throw new PackageNotFound();
  }
}

/** The code has 256 bits of its own: a plain hash of it cannot be tried back. */
function digest(code: string): Buffer {
  return createHash('sha256').update(code).digest();
}
