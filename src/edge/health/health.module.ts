import { Module } from '@nestjs/common';
import { RetentionModule } from '../../lifecycle/retention';
import { Health } from './health.service';
import { HealthController } from './health.controller';
import { MetaController } from './meta.controller';
import { OpenapiController } from './openapi.controller';
import { Watched } from './watched';

@Module({
  imports: [RetentionModule],
  controllers: [HealthController, MetaController, OpenapiController],
  providers: [Health, Watched],
})
export class HealthModule {}
