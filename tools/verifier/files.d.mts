import type { Source } from './verify.mjs';

export declare class Files {
  constructor(sources: ReadonlyMap<string, Source | (() => Source)>);
}
