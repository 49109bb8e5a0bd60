import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Id, systemActor } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { Audit } from '../../../trust/audit';
import { EvidenceSigner } from '../../../trust/keys';

/** A text with its hash and a detached signature over it. */
export interface SignedText {
  readonly body: string;
  readonly sha256: Buffer;
  readonly signature: Buffer;
}

/** Certificates and addenda are signed in the installation's name, and their hashes stand in the log. */
@Injectable()
export class CertificateSigning {
  constructor(
    private readonly signer: EvidenceSigner,
    private readonly audit: Audit,
  ) {}

  async sign(body: string): Promise<SignedText> {
    const sha256 = createHash('sha256').update(body).digest();
    return { body, sha256, signature: await this.signer.sign(sha256) };
  }

  /** In the transaction that keeps the text. */
  async record(
    tx: Transaction,
    type: 'certificate.issued' | 'certificate.supplemented',
    certificate: Id,
    { sha256 }: SignedText,
  ): Promise<void> {
    const object = { object: certificate, sha256: sha256.toString('hex') };
    await this.audit.record(tx, { type, actor: systemActor, role: 'system', object, decision: 'allow' });
  }
}
