export { EndEscrow } from './end-escrow';
export { KeyAdministrationModule } from './key-administration.module';
export { MakeEscrow } from './make-escrow';
