import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { type Id, type RequestContext, systemContext } from '../../../kernel';
import { contentDisposition } from '../../../platform/http';
import { isDamage, SealedCopies } from '../../../records/media';
import { Access } from '../../../trust/access';
import { Audit } from '../../../trust/audit';
import { Sessions } from '../../../trust/identity';
import { EvidenceNotReady } from '../evidence.errors';
import { Productions } from '../productions/productions.service';
import { type Artefact, type ArtefactKind, artefactResource, contentTypeOf, fileNameOf } from './artefact';
import { Artefacts } from './artefacts.service';
import { evidenceEntry } from './evidence-entry';

/** Hands artefacts out: the entry is sealed before a key is touched, and the stream ends with the session. */
@Injectable()
export class ArtefactDelivery {
  constructor(
    private readonly artefacts: Artefacts,
    private readonly copies: SealedCopies,
    private readonly access: Access,
    private readonly audit: Audit,
    private readonly sessions: Sessions,
    private readonly productions: Productions,
  ) {}

  async deliver(context: RequestContext, kind: ArtefactKind, id: Id, response: Response): Promise<void> {
    const artefact = await this.artefacts.reach(context, kind, id, 'open');
    const { copy } = artefact;
    if (copy === null) throw new EvidenceNotReady();
    const role = this.access.role(context.actor, 'open', artefactResource[kind]);
    await this.productions.handOut(context, artefact);
    const about = { role, artefact, request: artefact.request, bytes: copy.length };
    const { n } = await this.audit.recordSealed(evidenceEntry(context, 'evidence.opened', about));
    const { sessionId } = context.actor;
    const signal = sessionId === null ? new AbortController().signal : this.sessions.watch(sessionId);
    const opened = await this.copies.open(copy, n, signal).catch(async (error: unknown) => {
      await this.report(artefact, error);
      throw error;
    });
    try {
      response.writeHead(200, {
        'Content-Type': contentTypeOf(artefact),
        'Content-Length': copy.length,
        'Content-Disposition': contentDisposition('attachment', fileNameOf(artefact)),
        'Cache-Control': 'private, no-store',
        'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'Vault-Entry': String(n),
      });
      await opened.sendTo(response);
      response.end();
    } catch (error) {
      await this.report(artefact, error).catch(() => undefined);
      // Cut, never ended: a part must not be taken for the whole.
      response.destroy();
    }
  }

  /** What the store gave was not the artefact: an entry says so. */
  private async report(artefact: Artefact, error: unknown): Promise<void> {
    if (!isDamage(error)) return;
    const about = { role: 'system', artefact, request: artefact.request, decision: 'error' } as const;
    await this.audit.recordAlone(evidenceEntry(systemContext('evidence'), 'evidence.damaged', about));
  }
}
