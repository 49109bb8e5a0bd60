import { Inject, Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel';
import { AuditDatabase, VaultDatabase } from '../../../platform/database';
import { OBJECT_STORE, ObjectMissing, type ObjectStore } from '../../../platform/objects';
import { Audit, listEndedOf, listNamedObjects } from '../../../trust/audit';
import { ReservationRepository } from '../intake/reservation.repository';
import { byObject } from './by-object';
import { CheckKeys } from './check-keys';
import { KeptObjects } from './kept-objects';
import {
  judge,
  type ObjectFacts,
  type StructureFindingKind,
  type StructureResult,
  StructureRun,
} from './structure-findings';

const system = { actor: systemActor };
const pageSize = 500;
const listedFindings = 1_000;

/**
 * Holds rows, store, keystore and log against each other without reading an object: quick enough for every day. It changes
 * nothing. What looks wrong is asked again before it is told, because a vault may be at work meanwhile.
 */
@Injectable()
export class StructureCheck {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly log: AuditDatabase,
    private readonly kept: KeptObjects,
    private readonly keys: CheckKeys,
    private readonly reservations: ReservationRepository,
    private readonly audit: Audit,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
  ) {}

  async run(): Promise<StructureResult> {
    const run = new StructureRun();
    await this.#checkObjects(run);
    await this.keys.check(run);
    await this.#checkReservations(run);
    const result = run.result();
    await this.audit.recordAlone({
      ...{ type: 'fsck.run', actor: systemActor, role: 'system', decision: 'allow' },
      reason: result.intact ? 'intact' : 'findings',
    });
    return result;
  }

  async #checkObjects(run: StructureRun): Promise<void> {
    await this.log.read(system, async (tx) => {
      const lists = { kept: this.kept.all(), listed: this.store.list(''), named: listNamedObjects(tx) };
      let page: ObjectFacts[] = [];
      for await (const facts of byObject(lists)) {
        page.push(facts);
        if (page.length === pageSize) {
          await this.#checkPage(run, page);
          page = [];
        }
      }
      await this.#checkPage(run, page);
    });
  }

  async #checkPage(run: StructureRun, page: readonly ObjectFacts[]): Promise<void> {
    const now = await this.vault.read(system, (tx) => tx.now());
    const wrong: [ObjectFacts, StructureFindingKind][] = [];
    for (const facts of page) {
      run.rows += facts.kept === null ? 0 : 1;
      run.objects += facts.versions.length > 0 ? 1 : 0;
      const kinds = judge(facts, now);
      if (kinds === 'young') run.young += 1;
      else wrong.push(...kinds.map((kind): [ObjectFacts, StructureFindingKind] => [facts, kind]));
    }
    const missing = wrong.flatMap(([{ entry }, kind]) => (kind === 'row_missing' && entry !== null ? [entry.n] : []));
    const ended = await this.log.read(system, (tx) => listEndedOf(tx, missing));
    for (const [facts, kind] of wrong)
      if (await this.#isStill(facts, kind, ended))
        run.add(kind, facts.versions[0]?.key ?? facts.kept?.key ?? facts.object);
  }

  /** The lists were read one after the other: what an upload or an erasure did in between is no finding. */
  async #isStill({ kept, versions, entry }: ObjectFacts, kind: StructureFindingKind, ended: ReadonlySet<number>) {
    if (kind === 'row_missing') return entry !== null && !ended.has(entry.n);
    if (kind === 'object_missing' && kept !== null) return !(await this.#isStored(kept.key));
    if (kind === 'object_unknown' && versions[0] !== undefined) return this.#isStored(versions[0].key);
    return true;
  }

  async #isStored(key: string): Promise<boolean> {
    return this.store.head(key).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ObjectMissing) return false;
        throw error;
      },
    );
  }

  async #checkReservations(run: StructureRun): Promise<void> {
    const stale = await this.vault.read(system, (tx) => this.reservations.systemListStale(tx, listedFindings));
    for (const { mediaId } of stale) run.add('reservation_left', mediaId);
  }
}
