import type { EntryView } from '../../trust/audit';
import { toCef } from './formats/cef';
import { toEcs } from './formats/ecs';
import { toOcsf } from './formats/ocsf';

/** How an entry is written for others. */
export const siemFormats = {
  ocsf: (entry: EntryView) => JSON.stringify(toOcsf(entry)),
  ecs: (entry: EntryView) => JSON.stringify(toEcs(entry)),
  cef: toCef,
} as const satisfies Record<string, (entry: EntryView) => string>;
export type SiemFormat = keyof typeof siemFormats;

/** A batch in order, as lines without line breaks. */
export interface SiemBatch {
  readonly entries: readonly EntryView[];
  readonly lines: readonly string[];
}

/** Where entries go. `send` answers once the other side has them, as far as its protocol can say that. */
export interface SiemTransport {
  send(batch: SiemBatch): Promise<void>;
}

export interface SiemTarget {
  readonly name: 'syslog' | 'http' | 'files';
  readonly format: SiemFormat;
  readonly transport: SiemTransport;
}
