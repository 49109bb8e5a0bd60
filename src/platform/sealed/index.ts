export { SealedError, type SealedReason } from './errors';
export {
  type ChunkRange,
  chunkLength,
  headerLength,
  lastRange,
  longestPlaintext,
  objectRange,
  plainLength,
  sealedChunkLength,
  sealedSize,
  wholeRange,
} from './layout';
export { ObjectOpener, openHeader } from './opener';
export { type ObjectIds, buildPrefix, parsePrefix } from './prefix';
export { RangeOpener, opening } from './range-opener';
export { sealing } from './sealer';
