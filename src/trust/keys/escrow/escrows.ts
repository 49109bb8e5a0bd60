import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Actor, type Id, newId, systemActor } from '../../../kernel';
import { KeystoreDatabase, type Transaction } from '../../../platform/database';
import { Installation } from '../../../platform/settings';
import { Audit, type LoggedEscrow } from '../../audit';
import { openSampleKeys } from '../backup-keys';
import { type EpochKeyCustody, isExporting, KEY_PROVIDER, type KeyProvider } from '../custody/key-provider';
import { unwrapUnder } from '../custody/keyfile';
import { EpochRepository } from '../epochs/epoch.repository';
import { EscrowRefused, guarded, KeysUnavailable } from '../keys.errors';
import { type EpochKeyRow, KeystoreRepository } from '../keystore.repository';
import { assertApart, type Custodian, type EscrowContents, openEscrow, sealEscrow } from './escrow-file';
import { type EscrowRow, EscrowRepository } from './escrow.repository';
import {
  type EscrowFacts,
  type EscrowStanding,
  escrowStanding,
  type EscrowState,
  escrowState,
  overdueWith,
} from './escrow-standing';

/** What is approved: for whom, and of which epoch. */
export type EscrowPlan = { readonly epoch: number; readonly custodians: readonly Custodian[] };

export interface EscrowView {
  readonly standing: EscrowStanding;
  readonly copies: readonly (EscrowRow & { readonly state: EscrowState })[];
}

export interface EscrowDrill {
  readonly id: Id;
  readonly epoch: number;
  readonly result: 'opened' | 'closed';
  /** Keys of the vault, picked by chance, that opened with nothing but the escrow. */
  readonly keysOpened: number;
}

const system = { actor: systemActor };
const samples = 16;

/**
 * Copies of the current epoch's root outside the vault, sealed for custodians. The register says how many there are: each counts
 * as a copy of the root until its holders have destroyed it, and what was erased is not called irreversible before.
 */
@Injectable()
export class Escrows {
  constructor(
    private readonly database: KeystoreDatabase,
    private readonly register: EscrowRepository,
    private readonly keystore: KeystoreRepository,
    private readonly epochs: EpochRepository,
    private readonly audit: Audit,
    @Inject(KEY_PROVIDER) private readonly provider: KeyProvider,
    private readonly installation: Installation,
  ) {}

  async plan(custodians: readonly Custodian[]): Promise<EscrowPlan> {
    if (!isExporting(this.provider)) throw new EscrowRefused('not_needed');
    assertApart(custodians);
    return { epoch: (await this.#newest()).epoch, custodians };
  }

  /** Its entry and its row come first, the file last: a crash leaves a copy too many in the register, never one too few. */
  async make(by: Actor, plan: EscrowPlan, write: (text: string) => Promise<void>): Promise<EscrowRow> {
    if (!isExporting(this.provider)) throw new EscrowRefused('not_needed');
    const { epoch, custodians } = plan;
    // A key that is still under an older epoch would be lost with that epoch's root.
    if ((await this.#change((tx) => this.epochs.countOlder(tx, epoch))) > 0) throw new EscrowRefused('rolling');
    const held = await this.provider.exportRoot(epoch);
    const { vaultId } = this.installation;
    const text = await sealEscrow({ format: 'strongroom-escrow', version: 1, vaultId, ...held }, custodians);
    const made = { id: newId(), epoch, fingerprint: fingerprintOf(text), madeBy: by.id };
    await this.#record('made', made, { actor: by, role: 'key_administrator' });
    // The outermost layer comes off first.
    const roles = custodians.map(({ role }) => role).reverse();
    await this.#change((tx) => this.register.add(tx, { ...made, custodians: roles }));
    await write(text);
    return this.#get('id', made.id);
  }

  /** Opens an escrow in memory, and with nothing else keys of the vault. The result is an entry, and stands in the register. */
  async drill(text: string, identities: readonly string[]): Promise<EscrowDrill> {
    const row = await this.#get('fingerprint', fingerprintOf(text));
    const newest = await this.#newest();
    if (row.epoch !== newest.epoch) throw new EscrowRefused('outdated');
    const keysOpened = await this.#keysOpened(text, identities);
    const result = keysOpened === null ? 'closed' : 'opened';
    await this.#record('drilled', row, { actor: systemActor, role: 'system', reason: result });
    await this.#change((tx) => this.register.noteDrill(tx, row.id, result));
    return { id: row.id, epoch: row.epoch, result, keysOpened: keysOpened ?? 0 };
  }

  /** Whoever says so answers for it: from then on the copy no longer counts. */
  async end(by: Actor, id: Id): Promise<void> {
    const row = await this.#get('id', id);
    if (row.endedAt !== null) return;
    await this.#record('ended', row, { actor: by, role: 'key_administrator' });
    await this.#change((tx) => this.register.end(tx, id));
  }

  /** What the log tells of a register that was restored: a copy that was made since is there, whatever the backup knew. */
  async catchUp(entries: readonly LoggedEscrow[]): Promise<void> {
    await this.#change(async (tx) => {
      for (const { act, ...entry } of entries)
        if (act === 'made') await this.register.add(tx, { ...entry, custodians: [] });
        else await this.register.end(tx, entry.id);
    });
  }

  async get(id: Id): Promise<EscrowRow> {
    return this.#get('id', id);
  }

  async view(): Promise<EscrowView> {
    const facts = await this.#facts();
    const copies = facts.escrows.map((one) => ({ ...one, state: escrowState(one, facts.epoch) }));
    return { standing: escrowStanding(facts), copies };
  }

  /** What people have to be told, if anything. */
  async overdue(): Promise<ReturnType<typeof overdueWith>> {
    return overdueWith(await this.#facts());
  }

  async #facts(): Promise<EscrowFacts> {
    return guarded(() =>
      this.database.read(system, async (tx) => {
        const newest = (await this.epochs.listLive(tx)).at(-1);
        if (newest === undefined) throw new KeysUnavailable('ended');
        const { epoch, createdAt: epochSince } = newest;
        const escrows = await this.register.list(tx);
        return { exportable: isExporting(this.provider), epoch, epochSince, escrows, now: await tx.now() };
      }),
    );
  }

  /** Null where it does not open all that it has to. */
  async #keysOpened(text: string, identities: readonly string[]): Promise<number | null> {
    try {
      const contents = await openEscrow(text, identities);
      if (contents.vaultId !== this.installation.vaultId) throw new EscrowRefused('other_vault');
      await this.#assertLookup(contents);
      return await openSampleKeys(this.database, custodyFrom(contents), this.installation, samples);
    } catch (error) {
      if (error instanceof EscrowRefused || error instanceof KeysUnavailable) return null;
      throw error;
    }
  }

  async #assertLookup({ lookupSecret }: EscrowContents): Promise<void> {
    const [held, live] = [Buffer.from(lookupSecret, 'base64'), await this.provider.lookupSecret()];
    const same = held.length === live.length && timingSafeEqual(held, live);
    live.fill(0);
    held.fill(0);
    if (!same) throw new EscrowRefused('closed');
  }

  async #newest(): Promise<EpochKeyRow> {
    const row = await guarded(() => this.database.read(system, (tx) => this.keystore.findNewestEpoch(tx)));
    if (row === undefined) throw new KeysUnavailable('ended');
    return row;
  }

  async #get(by: 'id' | 'fingerprint', value: string): Promise<EscrowRow> {
    const row = await guarded(() => this.database.read(system, (tx) => this.register.find(tx, by, value)));
    if (row === undefined) throw new EscrowRefused('unknown');
    return row;
  }

  async #record(
    act: 'made' | 'drilled' | 'ended',
    { id, epoch, fingerprint }: Pick<EscrowRow, 'id' | 'epoch' | 'fingerprint'>,
    by: { readonly actor: Actor; readonly role: 'system' | 'key_administrator'; readonly reason?: 'opened' | 'closed' },
  ): Promise<void> {
    await this.audit.recordAlone({
      ...by,
      type: `keys.escrow.${act}`,
      object: { object: id, sha256: fingerprint },
      range: `${epoch}-${epoch}`,
      decision: by.reason === 'closed' ? 'error' : 'allow',
    });
  }

  async #change<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return guarded(() => this.database.transaction(system, work));
  }
}

/** Custody with one root: older epochs than the escrow's do not open. */
export function custodyFrom({ root }: EscrowContents): EpochKeyCustody {
  return {
    wrapEpochKey: () => Promise.reject(new KeysUnavailable('provider')),
    unwrapEpochKey: (name, wrapped) =>
      name.epoch === root.epoch
        ? Promise.resolve(unwrapUnder(root, name, wrapped))
        : Promise.reject(new KeysUnavailable('provider')),
  };
}

function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
