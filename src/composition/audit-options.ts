import { readFile } from 'node:fs/promises';
import { systemClock } from '../kernel';
import type { Installation, PolicyData, Settings } from '../platform/settings';
import { type AuditOptions, createAnchors, readLogKey } from '../trust/audit';

/** What the log is told of its installation. A process that only serves gets no signing key: it never seals. */
export async function auditOptions(
  settings: Settings,
  policy: PolicyData,
  installation: Installation,
): Promise<AuditOptions> {
  const { publicKey, privateKey } = readLogKey(await readFile(installation.paths.logSigningKey, 'utf8'));
  const log = {
    origin: installation.origin,
    publicKey,
    privateKey: settings.role === 'api' ? null : privateKey,
  };
  const anchors = await createAnchors(settings, log, systemClock);
  return { ...log, policy: policy.hash, waitMs: settings.auditWaitMs, anchors };
}
