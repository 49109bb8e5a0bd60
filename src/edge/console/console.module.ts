import { join } from 'node:path';
import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { CONSOLE_FOLDER, ConsoleMiddleware } from './console.middleware';

/** The console beside the API. In the build this file lies in `dist/src/edge/console`, the console in `dist/web`. */
@Module({
  providers: [{ provide: CONSOLE_FOLDER, useFactory: () => join(__dirname, '..', '..', '..', 'web') }],
})
export class ConsoleModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(ConsoleMiddleware).forRoutes('{*path}');
  }
}
