import type { KeyObject } from 'node:crypto';
import { systemClock } from '../kernel';
import type { Installation, PolicyData, Settings } from '../platform/settings';
import { type AnchorSet, type AuditOptions, createAnchors, type EarlierKey } from '../trust/audit';
import { LogKeyFiles } from './log-key-files';

/** What the log is told of its installation. A process that only serves gets no signing key: it never seals. */
export async function auditOptions(
  settings: Settings,
  policy: PolicyData,
  installation: Installation,
): Promise<AuditOptions> {
  const keyring = await LogKeyFiles.open(installation.paths, installation.origin);
  const log = new InstalledLog(keyring, settings.role !== 'api');
  const anchors = await createAnchors(settings, log, systemClock);
  return new InstalledOptions(keyring, settings, policy.hash, anchors);
}

/** The log's identity, with the keys that are in force at the moment of asking. */
class InstalledLog {
  constructor(
    readonly keyring: LogKeyFiles,
    private readonly seals: boolean,
  ) {}

  get origin(): string {
    return this.keyring.origin;
  }

  get publicKey(): KeyObject {
    return this.keyring.publicKey;
  }

  get earlier(): readonly EarlierKey[] {
    return this.keyring.earlier;
  }

  get privateKey(): KeyObject | null {
    return this.seals ? this.keyring.privateKey : null;
  }
}

class InstalledOptions extends InstalledLog implements AuditOptions {
  readonly waitMs: number;

  constructor(
    keyring: LogKeyFiles,
    settings: Settings,
    readonly policy: string,
    readonly anchors: AnchorSet,
  ) {
    super(keyring, settings.role !== 'api');
    this.waitMs = settings.auditWaitMs;
  }
}
