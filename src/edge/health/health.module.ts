import { Module } from '@nestjs/common';
import { Health } from './health.service';
import { HealthController } from './health.controller';
import { MetaController } from './meta.controller';

@Module({ controllers: [HealthController, MetaController], providers: [Health] })
export class HealthModule {}
