export { LogMaintenanceModule } from './log-maintenance.module';
