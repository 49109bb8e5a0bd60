import { Inject, Injectable } from '@nestjs/common';
import { type Id, type RequestContext, systemActor } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { AUDIT_OPTIONS, type AuditOptions } from '../audit.options';
import { Audit } from '../audit.service';
import { keyDigest } from '../format/hand-over';
import { type LogKey, logKeyId, verifierKey } from '../format/note';
import { followHandOvers } from './follow-hand-overs';
import { isKeyChangeRecorded, listLogKeys } from './log-key.repository';

/** A public key of the log and the checkpoints that it signs. */
export interface LogKeyView {
  /** As C2SP tools read it. */
  readonly key: string;
  readonly keyId: string;
  readonly sha256: string;
  readonly firstSize: number;
  /** Null while it is in force. */
  readonly lastSize: number | null;
  /** The signed note by which the key before handed over; null for the first. */
  readonly handOver: string | null;
}

/** The keys of the log: which there were, and how the next one is brought in. */
@Injectable()
export class LogKeys {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly audit: Audit,
    @Inject(AUDIT_OPTIONS) private readonly options: AuditOptions,
  ) {}

  /** Oldest first. They say nothing about anybody. */
  async list(context: Pick<RequestContext, 'actor'>): Promise<LogKeyView[]> {
    const { rows, log } = await this.vault.read(context, async (tx) => ({
      rows: await listLogKeys(tx),
      log: await this.present(tx),
    }));
    const { publicKey, earlier = [] } = log;
    const handOvers = new Map(rows.map(({ firstSize, handOver }) => [firstSize, handOver]));
    const ends = [...earlier.map((key) => ({ ...key, lastSize: key.upTo })), { publicKey, lastSize: null }];
    return ends.map(({ publicKey: key, lastSize }, i) => {
      const firstSize = (earlier[i - 1]?.upTo ?? 0) + 1;
      return { ...this.describe(key), firstSize, lastSize, handOver: handOvers.get(firstSize) ?? null };
    });
  }

  /** The id of the key in force, hex. */
  async presentId(tx: Transaction): Promise<string> {
    return logKeyId(await this.present(tx)).toString('hex');
  }

  /**
   * Makes the next key and queues the entry that names it. The sequencer ends its batch with that entry: the key before
   * signs it last, and every checkpoint after it is the next key's. May be repeated: one approval is one change.
   */
  async change(tx: Transaction, approved: { readonly approval: Id; readonly hash: string; readonly reason: string }) {
    const { keyring } = this.options;
    if (keyring === undefined) throw new Error('the keys of this log cannot be changed here');
    if (await isKeyChangeRecorded(tx, approved.approval)) return;
    const next = await keyring.makeNext();
    await this.audit.record(tx, {
      type: 'audit.key.rotated',
      actor: systemActor,
      role: 'system',
      object: { object: approved.approval, part: this.describe(next).keyId, sha256: keyDigest(next) },
      decision: 'allow',
      reason: approved.reason,
    });
  }

  /** Another process may have changed the key since this one read it. */
  private async present(tx: Transaction): Promise<LogKey> {
    return (await followHandOvers(tx, this.options)).log;
  }

  private describe(publicKey: AuditOptions['publicKey']): Pick<LogKeyView, 'key' | 'keyId' | 'sha256'> {
    const { origin } = this.options;
    const key = { origin, publicKey };
    return { key: verifierKey(key), keyId: logKeyId(key).toString('hex'), sha256: keyDigest(publicKey) };
  }
}
