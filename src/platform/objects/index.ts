export { LengthMismatch, ObjectChanged, ObjectMissing, StoreFull, StoreUnavailable } from './errors';
export {
  type BatchReceiver,
  getMemoryBytes,
  type GetOptions,
  type IncompletePut,
  OBJECT_STORE,
  type ObjectReader,
  type ObjectStore,
  type PutOptions,
  putMemoryBytes,
  type StoredObject,
} from './object-store';
