export { Log, type LogFields, NestLog } from './log';
export { LoggingModule } from './logging.module';
