import { generateKeyPairSync } from 'node:crypto';
import { newId, systemActor, systemClock } from '../src/kernel';
import type { AuditDatabase, VaultDatabase } from '../src/platform/database';
import { Log } from '../src/platform/logging';
import { Audit, type AuditRecord, noAnchors, type PersonalParts, SealedEntries, Sequencer } from '../src/trust/audit';

export interface AuditBench {
  readonly writers: number;
  /** Entries that were recorded, committed and seen sealed, in a second. */
  readonly sealedPerSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** As many bytes as rows of a plain table, committed one by one, by as many writers. */
  readonly bareInsertsPerSecond: number;
  readonly bareMedianMs: number;
  readonly entriesPerCheckpoint: number;
}

interface AuditBenchParts {
  /** With a pool of at least as many connections as writers. */
  readonly vault: VaultDatabase;
  /** With a log that is still empty: the bench signs with a key of its own. */
  readonly audit: AuditDatabase;
  readonly parts: PersonalParts;
  readonly writers: number;
  readonly seconds: number;
}

/** How many entries a second reach their checkpoint, and how long each waits for it, against bare inserts. */
export async function benchAudit({ vault, audit, parts, writers, seconds }: AuditBenchParts): Promise<AuditBench> {
  const options = {
    ...generateKeyPairSync('ed25519'),
    origin: 'bench.example/log',
    policy: null,
    waitMs: 10_000,
    anchors: noAnchors,
  };
  const sealedEntries = new SealedEntries(vault);
  await sealedEntries.start();
  const log = new Audit(vault, parts, sealedEntries, systemClock, options);
  const sequencer = new Sequencer(audit, sealedEntries, options, new Log({ logLevel: 'error' }));
  sequencer.start();
  const seal = async () => {
    await log.recordSealed(opening());
  };
  // Connections and plans are made once, not in every second that a vault runs.
  await measure(writers, 1, seal);
  const sealed = await measure(writers, seconds, seal);
  const [checkpoints] = await vault.read({ actor: systemActor }, (tx) =>
    tx.query<{ each: number }>('SELECT max(size)::float8 / count(*) AS each FROM audit.checkpoint'),
  );
  await sequencer.stop();
  await sealedEntries.stop();
  const bare = await benchBareInserts(vault, audit, { writers, seconds });
  return {
    writers,
    sealedPerSecond: sealed.perSecond,
    medianMs: sealed.medianMs,
    p99Ms: sealed.p99Ms,
    bareInsertsPerSecond: bare.perSecond,
    bareMedianMs: bare.medianMs,
    entriesPerCheckpoint: checkpoints?.each ?? 0,
  };
}

async function benchBareInserts(
  vault: VaultDatabase,
  audit: AuditDatabase,
  { writers, seconds }: { writers: number; seconds: number },
): Promise<Measured> {
  const asOwner = (sql: string) => audit.transaction({ actor: systemActor }, (tx) => tx.query(sql));
  await asOwner(`CREATE TABLE audit.bench (id uuid PRIMARY KEY, event text NOT NULL);
    GRANT INSERT ON audit.bench TO strongroom_app`);
  const event = 'e'.repeat(700);
  try {
    return await measure(writers, seconds, async () => {
      await vault.dataSource.query('INSERT INTO audit.bench (id, event) VALUES ($1, $2)', [newId(), event]);
    });
  } finally {
    await asOwner('DROP TABLE audit.bench');
  }
}

interface Measured {
  readonly perSecond: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

async function measure(writers: number, seconds: number, act: () => Promise<void>): Promise<Measured> {
  const times: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  const write = async () => {
    for (let before = performance.now(); before < end; before = performance.now()) {
      await act();
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  const took = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { perSecond: times.length / took, medianMs: at(0.5), p99Ms: at(0.99) };
}

function opening(): AuditRecord {
  return {
    type: 'media.read.open',
    actor: { kind: 'user', id: newId(), roles: ['kyc_agent'], scopes: [], sessionId: newId(), amr: ['pwd'] },
    role: 'kyc_agent',
    origin: { ip: '203.0.113.9', userAgent: 'bench' },
    subject: newId(),
    object: { media: newId(), object: newId(), class: 'passport', part: 'original', sha256: '00'.repeat(32) },
    ticket: { system: 'zendesk', id: '35436' },
    purpose: 'identity_check',
    grant: newId(),
    decision: 'allow',
    range: 'all',
  };
}
