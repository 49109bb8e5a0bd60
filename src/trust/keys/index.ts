export { newCertificateKey, selfSignedCertificate } from './certificate';
export { EvidenceSigner } from './evidence-signer';
export { type KeyCount, KeyCounts } from './key-counts';
export { KeyCustodyModule, KeysModule } from './keys.module';
export { KeyfileRefused, KeysUnavailable, SweepRefused } from './keys.errors';
export { Keys, type SealedValue } from './keys';
export { OrphanSweep } from './orphan-sweep';
export { createKeyfile, vaultOfKeyfile } from './custody/keyfile';
export { createPrivateFile, makePrivateDirectory, removeLeftovers, replacePrivateFile } from './custody/private-file';
