import { Module } from '@nestjs/common';
import { AcceptStart } from './accept-start';
import { LogMaintenanceController } from './log-maintenance.controller';
import { OpenLog } from './open-log';
import { PruneLog } from './prune-log';
import { RotateLogKey } from './rotate-log-key';

/** What keeps the access log going for years, and needs several people each time. */
@Module({ controllers: [LogMaintenanceController], providers: [AcceptStart, OpenLog, PruneLog, RotateLogKey] })
export class LogMaintenanceModule {}
