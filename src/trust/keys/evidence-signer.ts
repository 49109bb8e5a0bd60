import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK } from '../../kernel';
import { Installation } from '../../platform/settings';
import { signDetached } from './cms';
import { KeysUnavailable } from './keys.errors';

/** Signs evidence in the installation's name, with the key behind its X.509 certificate. */
@Injectable()
export class EvidenceSigner {
  constructor(
    private readonly installation: Installation,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A detached CMS signature (DER) over the content with this SHA-256. */
  async sign(sha256: Buffer): Promise<Buffer> {
    const { certificate, certificateKey } = this.installation.paths;
    const signer = { certificate: await this.read(certificate), privateKey: await this.read(certificateKey) };
    return signDetached(sha256, signer, this.clock.now());
  }

  /** The certificate, PEM. */
  async certificate(): Promise<string> {
    return this.read(this.installation.paths.certificate);
  }

  private async read(path: string): Promise<string> {
    return readFile(path, 'utf8').catch(() => {
      throw new KeysUnavailable('provider');
    });
  }
}
