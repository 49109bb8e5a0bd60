import type { Source } from './verify.mjs';

export declare const Files: new (sources: ReadonlyMap<string, Source | (() => Source)>) => object;
