import { Module } from '@nestjs/common';
import { Settings } from '../../platform/settings';
import { SiemController } from './siem.controller';
import { SIEM_TARGETS, SiemDelivery } from './siem-delivery';
import { siemTargets } from './siem-targets';

@Module({
  controllers: [SiemController],
  providers: [{ provide: SIEM_TARGETS, useFactory: siemTargets, inject: [Settings] }, SiemDelivery],
})
export class SiemModule {}
