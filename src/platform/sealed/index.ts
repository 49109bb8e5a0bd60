export { SealedError, type SealedReason } from './errors';
export {
  type ChunkRange,
  chunkLength,
  headerLength,
  lastRange,
  objectRange,
  plainLength,
  sealedChunkLength,
  sealedSize,
  wholeRange,
} from './layout';
export { ObjectOpener, openHeader } from './opener';
export { type ObjectIds, buildPrefix } from './prefix';
export { RangeOpener } from './range-opener';
export { type Sealer, sealing, startSealing } from './sealer';
