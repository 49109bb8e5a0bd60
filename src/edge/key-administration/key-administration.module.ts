import { Module } from '@nestjs/common';
import { DestroyEpoch } from './destroy-epoch';
import { EndEscrow } from './end-escrow';
import { EscrowWatch } from './escrow-watch.job';
import { KeyAdministrationController } from './key-administration.controller';
import { MakeEscrow } from './make-escrow';
import { RollEpoch } from './roll-epoch';
import { WeeklyEpochs } from './weekly-epochs.job';

/** The clock of key epochs, and what key administrators may ask for. */
@Module({
  controllers: [KeyAdministrationController],
  providers: [RollEpoch, DestroyEpoch, MakeEscrow, EndEscrow, WeeklyEpochs, EscrowWatch],
})
export class KeyAdministrationModule {}
