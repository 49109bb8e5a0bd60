import { Module } from '@nestjs/common';
import { DestroyEpoch } from './destroy-epoch';
import { KeyAdministrationController } from './key-administration.controller';
import { RollEpoch } from './roll-epoch';
import { WeeklyEpochs } from './weekly-epochs.job';

/** The clock of key epochs, and what key administrators may ask for. */
@Module({ controllers: [KeyAdministrationController], providers: [RollEpoch, DestroyEpoch, WeeklyEpochs] })
export class KeyAdministrationModule {}
