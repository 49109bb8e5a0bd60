export { newCertificateKey, selfSignedCertificate } from './certificate';
export { KeyCustodyModule, KeysModule } from './keys.module';
export { KeyfileRefused, KeysUnavailable, SweepRefused } from './keys.errors';
export { Keys, type SealedValue } from './keys';
export { type FindReferenced, OrphanSweep } from './orphan-sweep';
export { createKeyfile, vaultOfKeyfile } from './providers/keyfile';
export { createPrivateFile, makePrivateDirectory, removeLeftovers } from './providers/private-file';
export { type Ending } from './subject-rekeying';
