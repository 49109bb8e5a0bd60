import { FetchAndOpen } from './fetch-and-open';
import { SealAndStore } from './seal-and-store';
import { StreamThreads } from './streams/stream-threads';
import { StreamMemory } from './streams/stream-memory';

/** What joins the sealed format and the object store. */
export const streamProviders = [SealAndStore, FetchAndOpen, StreamMemory, StreamThreads];
