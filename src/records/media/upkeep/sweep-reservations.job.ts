import { Inject, Injectable } from '@nestjs/common';
import { systemActor } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import type { JobHandler } from '../../../platform/jobs';
import { OBJECT_STORE, type ObjectStore } from '../../../platform/objects';
import { Audit } from '../../../trust/audit';
import { OrphanSweep } from '../../../trust/keys';
import { ReservationRepository, type StaleReservation } from '../intake/reservation.repository';
import { MediaRepository } from '../media.repository';

const system = { actor: systemActor };
const batch = 200;

/**
 * Removes what failed intakes left behind, a day later: objects by the name in their reservation (never by what a store
 * lists), then keys that no item names.
 */
@Injectable()
export class SweepReservations implements JobHandler {
  readonly name = 'media.sweep-reservations';
  readonly everySeconds = 3600;

  constructor(
    private readonly vault: VaultDatabase,
    private readonly reservations: ReservationRepository,
    media: MediaRepository,
    private readonly keys: OrphanSweep,
    private readonly audit: Audit,
    @Inject(OBJECT_STORE) private readonly objects: ObjectStore,
  ) {
    keys.keep((ids) => vault.read(system, (tx) => media.systemReferencedKeys(tx, ids)));
  }

  async run(): Promise<void> {
    const stale = await this.vault.read(system, (tx) => this.reservations.systemListStale(tx, batch));
    for (const reservation of stale) await this.#remove(reservation);
    await this.vault.transaction(system, (tx) => this.reservations.systemForgetFinished(tx));
    await this.keys.sweepOrphans();
  }

  /** First the fence, then the object, then the row: a crash in between repeats, and an item that came true stays. */
  async #remove({ mediaId, objectKey }: StaleReservation): Promise<void> {
    if (!(await this.vault.transaction(system, (tx) => this.reservations.systemCondemn(tx, mediaId)))) return;
    const versions = await this.objects.deleteAllVersions(objectKey);
    await this.vault.transaction(system, async (tx) => {
      await this.reservations.systemRemove(tx, mediaId);
      await this.audit.record(tx, {
        type: 'media.orphan_removed',
        actor: systemActor,
        role: 'system',
        object: { media: mediaId },
        decision: 'allow',
        reason: versions > 0 ? 'object_without_item' : 'reservation_without_object',
      });
    });
  }
}
