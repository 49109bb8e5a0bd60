export { DirectoryStore } from './directory/directory-store';
export { LengthMismatch, ObjectChanged, ObjectMissing, StoreFull, StoreUnavailable } from './errors';
export {
  type BatchMemory,
  type BatchReceiver,
  getMemoryBytes,
  type GetOptions,
  type IncompletePut,
  type ListedObject,
  OBJECT_STORE,
  type ObjectReader,
  type ObjectStore,
  type PutOptions,
  putMemoryBytes,
  type StoredObject,
} from './object-store';
export { ObjectsModule } from './objects.module';
export { type S3Options } from './s3/s3-client';
export { S3Store } from './s3/s3-store';
export { DirectoryWorm } from './worm/directory-worm';
export { S3Worm } from './worm/s3-worm';
export { type WormBucket, WormConflict } from './worm/worm-bucket';
