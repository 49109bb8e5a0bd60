import type { Id } from '../../../kernel';
import { page } from '../../../platform/documents';
import type { ItemDescription } from '../../../records/media';

/**
 * Data for the certificate of section 63(4) of the Bharatiya Sakshya Adhiniyam 2023 (Schedule): Part A is for the party
 * that had the device, Part B for the expert. Names, places and signatures are for those who sign.
 */
export interface Bsa63 {
  readonly form: 'Bharatiya Sakshya Adhiniyam 2023, section 63(4), Schedule';
  readonly bundle: Id;
  readonly source: { readonly system: string; readonly vault: Id; readonly log: string };
  readonly algorithm: 'SHA256';
  /** In Indian Standard Time, as the form asks. */
  readonly producedAtIst: string;
  readonly records: readonly {
    readonly media: Id;
    readonly receivedAtIst: string;
    readonly bytes: number;
    readonly contentType: string | null;
    readonly sha256: string | null;
    readonly sealedSha256: string;
  }[];
  readonly toBeCompleted: { readonly partA: readonly string[]; readonly partB: readonly string[] };
}

/** As many records as the printed form lists; all of them stand in the JSON. */
const mostPrinted = 200;
const istMinutes = 330;

export function bsa63(
  { id, vault, origin, at }: { id: Id; vault: Id; origin: string; at: Date },
  items: readonly ItemDescription[],
): Bsa63 {
  return {
    form: 'Bharatiya Sakshya Adhiniyam 2023, section 63(4), Schedule',
    bundle: id,
    source: { system: 'Strongroom', vault, log: origin },
    algorithm: 'SHA256',
    producedAtIst: inIst(at),
    records: items.map((item) => ({
      media: item.media,
      receivedAtIst: inIst(item.receivedAt),
      bytes: item.length,
      contentType: item.contentType,
      sha256: item.contentSha256,
      sealedSha256: item.sealedSha256,
    })),
    toBeCompleted: {
      partA: ['name, designation and address of the party', 'lawful control of the system', 'place, date, signature'],
      partB: ['name, designation and address of the expert', 'own computation of each hash', 'place, date, signature'],
    },
  };
}

export const bsa63Template = `${page(false)}
#pairs(data.facts)
#v(6pt)
#set text(size: 6pt)
#table(columns: (1.1fr, auto, auto, 1.6fr), stroke: 0.4pt + luma(75%), inset: 3pt,
  table.header([*Record*], [*Received (IST)*], [*Bytes*], [*SHA-256 of the content*]),
  ..data.records.flatten())
#if data.more > 0 [#data.more further records stand in bsa-63.json.]
#set text(size: 8pt)
== Part A (party) / भाग क
#list(..data.partA)
== Part B (expert) / भाग ख
#list(..data.partB)
`;

export function printedBsa63(data: Bsa63): Readonly<Record<string, unknown>> {
  return {
    title: 'Data for the certificate under section 63(4), Bharatiya Sakshya Adhiniyam 2023',
    id: data.bundle,
    origin: data.source.log,
    facts: [
      ['System', `${data.source.system}, vault ${data.source.vault}`],
      ['Hash algorithm', data.algorithm],
      ['Produced (IST)', data.producedAtIst],
      ['Records', String(data.records.length)],
    ],
    records: data.records
      .slice(0, mostPrinted)
      .map(({ media, receivedAtIst, bytes, sha256 }) => [media, receivedAtIst, String(bytes), sha256 ?? 'ended']),
    more: Math.max(0, data.records.length - mostPrinted),
    ...data.toBeCompleted,
  };
}

/** `2026-11-25T12:30:00.000+05:30` */
function inIst(at: Date): string {
  return new Date(at.getTime() + istMinutes * 60_000).toISOString().replace('Z', '+05:30');
}
