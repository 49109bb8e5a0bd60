import { Module } from '@nestjs/common';
import { ReconciliationController } from './reconciliation.controller';
import { Reconciliation } from './reconciliation.service';
import { StoreReadRepository } from './store-read.repository';

/** What the object store saw, held against the access log. */
@Module({ controllers: [ReconciliationController], providers: [Reconciliation, StoreReadRepository] })
export class ReconciliationModule {}
