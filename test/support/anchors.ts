import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/kernel';
import { DirectoryWorm, type WormBucket } from '../../src/platform/objects';
import { type AuditOptions, startWitness } from '../../src/trust/audit';
import { AnchorKeeper } from '../../src/trust/audit/anchors/anchor-keeper';
import type { AnchorSet } from '../../src/trust/audit/anchors/anchor-set';
import { BucketAnchor } from '../../src/trust/audit/anchors/bucket-anchor';
import { parsePolicy } from '../../src/trust/audit/anchors/witness/policy';
import { WitnessAnchor } from '../../src/trust/audit/anchors/witness/witness-anchor';
import { verifierKey } from '../../src/trust/audit/format/note';
import { silent, type TestLog } from './audit-log';

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'strongroom-anchors-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A bucket that is out of reach for as long as it is told so. */
export class FailingBucket extends DirectoryWorm {
  away = false;
  /** Puts that still succeed before the store goes away; a crash between two lines looks the same from outside. */
  putsLeft = Infinity;

  override async putOnce(key: string, bytes: Buffer): Promise<void> {
    if (this.away || this.putsLeft <= 0) throw new Error('away');
    this.putsLeft -= 1;
    return super.putOnce(key, bytes);
  }

  override async *list(prefix: string, after?: string): AsyncGenerator<string> {
    if (this.away) throw new Error('away');
    yield* super.list(prefix, after);
  }
}

export interface TestWitness {
  readonly anchor: WitnessAnchor;
  readonly policy: AnchorSet['policy'];
  /** Its line of a policy file. */
  readonly line: string;
  stop(): Promise<void>;
}

/** A witness of its own for this log, and the policy that asks for it. */
export async function testWitness(folder: string, options: AuditOptions, name = 'w1'): Promise<TestWitness> {
  const witness = await startWitness({
    folder: join(folder, name),
    name: `witness.example/${name}`,
    address: '127.0.0.1',
    port: 0,
    logs: [verifierKey(options)],
    clock: systemClock,
  });
  const line = `witness ${name} ${witness.key} ${witness.url}`;
  const policy = parsePolicy(`${line}\nquorum ${name}\n`);
  const [entry] = policy.witnesses;
  if (entry === undefined || entry.url === null) throw new Error('the policy has no witness');
  return {
    anchor: new WitnessAnchor({ ...entry, url: entry.url }, options, options.privateKey),
    policy,
    line,
    stop: () => witness.stop(),
  };
}

export function anchorSet(change: Partial<AnchorSet> & { worm?: WormBucket }, options: AuditOptions): AnchorSet {
  const { worm, ...rest } = change;
  return {
    bucket: worm === undefined ? null : new BucketAnchor(worm, options),
    witnesses: [],
    policy: null,
    timeStamps: null,
    graceMillis: 900_000,
    everyMillis: 60_000,
    ...rest,
  };
}

export function keeperOf(log: TestLog, anchors: AnchorSet): AnchorKeeper {
  return new AnchorKeeper(log.databases.audit, log.sequencer, { ...log.options, anchors }, systemClock, silent);
}
