import { Global, Module } from '@nestjs/common';
import { Settings } from '../settings';
import { Log } from './log';

@Global()
@Module({
  providers: [{ provide: Log, inject: [Settings], useFactory: (settings: Settings) => new Log(settings) }],
  exports: [Log],
})
export class LoggingModule {}
