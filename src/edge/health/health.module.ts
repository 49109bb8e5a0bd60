import { Module } from '@nestjs/common';
import { Health } from './health.service';
import { HealthController } from './health.controller';
import { MetaController } from './meta.controller';
import { OpenapiController } from './openapi.controller';

@Module({ controllers: [HealthController, MetaController, OpenapiController], providers: [Health] })
export class HealthModule {}
