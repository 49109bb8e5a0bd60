import { FetchAndOpen } from './fetch-and-open';
import { SealAndStore } from './seal-and-store';
import { OpeningPool } from './streams/opening-pool';
import { StreamMemory } from './streams/stream-memory';

/** What joins the sealed format and the object store. */
export const streamProviders = [SealAndStore, FetchAndOpen, StreamMemory, OpeningPool];
