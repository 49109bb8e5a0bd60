export { SiemModule } from './siem.module';
