import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Cursors } from './cursor';
import { ProblemFilter } from './problem.filter';
import { RepeatSafety } from './repeat-safety';
import { RouteInventory } from './route-inventory';

@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [Cursors, ProblemFilter, RepeatSafety, RouteInventory],
  exports: [Cursors, ProblemFilter, RepeatSafety, RouteInventory],
})
export class HttpModule {}
