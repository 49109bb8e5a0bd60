import { generateKeyPairSync } from 'node:crypto';
import { type Actor, newId, systemClock } from '../../src/kernel';
import { Log } from '../../src/platform/logging';
import { Audit, type AuditOptions, type AuditRecord, noAnchors, SealedEntries, Sequencer } from '../../src/trust/audit';
import { MemoryPersonalParts } from './personal-parts';
import { type TestDatabases, testDatabases } from './vault-database';

/** The product waits two seconds for a seal, which a busy machine may need; nobody tests here how long that is. */
export const patientWaitMs = 30_000;

export const silent = new Log({ logLevel: 'silent' });

/** Options of a log with a fresh key. */
export function logOptions(change: Partial<AuditOptions> = {}): AuditOptions {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    origin: 'test.example/log',
    publicKey,
    privateKey,
    policy: null,
    waitMs: patientWaitMs,
    anchors: noAnchors,
    ...change,
  };
}

/** A whole log on databases of its own, without Nest. */
export interface TestLog {
  readonly databases: TestDatabases;
  readonly options: AuditOptions;
  readonly parts: MemoryPersonalParts;
  readonly sealedEntries: SealedEntries;
  readonly audit: Audit;
  readonly sequencer: Sequencer;
  /** Runs this while the sequencer is stopped, without the patience that everything else needs. */
  whileNothingIsSealed<T>(act: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function testLog(change: Partial<AuditOptions> = {}): Promise<TestLog> {
  return logOn(logOptions(change));
}

/** The same with exactly these options, whose keys may change meanwhile. */
export async function logOn(options: { -readonly [Name in keyof AuditOptions]: AuditOptions[Name] }): Promise<TestLog> {
  const databases = await testDatabases();
  const parts = new MemoryPersonalParts();
  const sealedEntries = new SealedEntries(databases.vault);
  await sealedEntries.start();
  const audit = new Audit(databases.vault, parts, sealedEntries, systemClock, options);
  const sequencer = new Sequencer(databases.audit, sealedEntries, options, silent);
  const close = async () => {
    await sequencer.stop();
    await sealedEntries.stop();
    await databases.close();
  };
  const whileNothingIsSealed = async <T>(act: () => Promise<T>): Promise<T> => {
    const { waitMs } = options;
    await sequencer.stop();
    options.waitMs = 300;
    try {
      return await act();
    } finally {
      options.waitMs = waitMs;
      sequencer.start();
    }
  };
  return { databases, options, parts, sealedEntries, audit, sequencer, whileNothingIsSealed, close };
}

export function actor(change: Partial<Actor> = {}): Actor {
  return { kind: 'user', id: newId(), roles: ['kyc_agent'], scopes: [], sessionId: newId(), amr: ['pwd'], ...change };
}

/** A record of an opening, as access writes it. */
export function opening(change: Partial<AuditRecord> = {}): AuditRecord {
  return {
    type: 'media.read.open',
    actor: actor(),
    role: 'kyc_agent',
    origin: { ip: '203.0.113.9', userAgent: 'test' },
    subject: newId(),
    object: { media: newId(), object: newId(), class: 'passport', part: 'original', sha256: 'ab'.repeat(32) },
    ticket: { system: 'zendesk', id: '35436' },
    purpose: 'identity_check',
    grant: newId(),
    decision: 'allow',
    range: 'all',
    ...change,
  };
}

/** Records so many openings and waits until the last of them is sealed. */
export async function fill(log: TestLog, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await log.audit.recordSealed(opening());
}
