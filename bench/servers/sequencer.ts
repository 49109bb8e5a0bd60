import 'reflect-metadata';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { built } from './built';

type AuditModule = typeof import('../../src/trust/audit');
type DatabaseModule = typeof import('../../src/platform/database');
type LoggingModule = typeof import('../../src/platform/logging');

export interface SequencerConfig {
  readonly vaultUrl: string;
  readonly auditUrl: string;
  readonly origin: string;
  readonly privateKeyPem: string;
}

/** One sequencer in a process of its own, to be killed. It tells its parent whenever it begins or ceases to lead. */
function main(): void {
  const { noAnchors, SealedEntries, Sequencer } = built('src/trust/audit/index') as AuditModule;
  const { AuditDatabase, VaultDatabase } = built('src/platform/database/index') as DatabaseModule;
  const { Log } = built('src/platform/logging/index') as LoggingModule;
  const { vaultUrl, auditUrl, origin, privateKeyPem } = JSON.parse(process.argv[3] ?? '{}') as SequencerConfig;
  const privateKey = createPrivateKey(privateKeyPem);
  const audit = new AuditDatabase({ url: auditUrl, entities: [], poolSize: 2, name: 'reliability' });
  const vault = new VaultDatabase({ url: vaultUrl, entities: [], poolSize: 2, name: 'reliability' });
  const options = {
    origin,
    publicKey: createPublicKey(privateKey),
    privateKey,
    policy: null,
    waitMs: 2_000,
    anchors: noAnchors,
  };
  const log = new Log({ logLevel: 'silent' });
  const sequencer = new Sequencer(audit, new SealedEntries(vault), options, log);
  sequencer.start();
  let leading = false;
  setInterval(() => {
    if (sequencer.state.leading === leading) return;
    ({ leading } = sequencer.state);
    process.send?.({ leading });
  }, 10);
  process.once('disconnect', () => process.exit());
}

main();
