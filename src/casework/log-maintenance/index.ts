export { AcceptStart } from './accept-start';
export { OpenLog } from './open-log';
export { LogMaintenanceModule } from './log-maintenance.module';
