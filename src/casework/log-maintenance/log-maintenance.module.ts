import { Module } from '@nestjs/common';
import { LogMaintenanceController } from './log-maintenance.controller';
import { PruneLog } from './prune-log';

/** What keeps the access log going for years, and needs several people each time. */
@Module({ controllers: [LogMaintenanceController], providers: [PruneLog] })
export class LogMaintenanceModule {}
