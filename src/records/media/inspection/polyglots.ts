import type { Sample } from './sample';

/** Signs that content is a second thing besides what it begins as. */
export type Mark = 'zip_inside' | 'pdf_inside' | 'markup_inside' | 'outside_reference';

const markupReach = 4096;
const markup = /<(script|svg|html|iframe|object|embed|!doctype|\?php)/i;

/** Looks at both ends for what other programs would take the content for. */
export function polyglotMarks(sample: Sample): Mark[] {
  const marks: [Mark, boolean][] = [
    ['zip_inside', hasZipEnd(sample)],
    ['pdf_inside', hasLaterPdf(sample)],
    ['markup_inside', markup.test(sample.head.toString('latin1', 0, markupReach))],
    ['outside_reference', isReferenceMovie(sample)],
  ];
  return marks.filter(([, found]) => found).map(([mark]) => mark);
}

/** ZIP readers look for the end record from the back, whatever the file begins with (APPNOTE 4.3.16). */
function hasZipEnd({ tail, length }: Sample): boolean {
  const magic = Buffer.from('PK\x05\x06', 'latin1');
  for (let at = tail.lastIndexOf(magic); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(magic, at - 1)) {
    if (tail.length - at < 22) continue;
    const offset = length - tail.length + at;
    const entriesAgree = tail.readUInt16LE(at + 8) === tail.readUInt16LE(at + 10);
    const directoryFits = tail.readUInt32LE(at + 12) <= offset || tail.readUInt32LE(at + 12) === 0xffffffff;
    if (tail.readUInt16LE(at + 4) === tail.readUInt16LE(at + 6) && entriesAgree && directoryFits) return true;
  }
  return false;
}

/** PDF readers forgive what stands before `%PDF`. A PDF that begins as one may carry others inside. */
function hasLaterPdf({ head, tail }: Sample): boolean {
  const magic = Buffer.from('%PDF-', 'latin1');
  const first = head.indexOf(magic);
  return first > 0 || (first < 0 && tail.includes(magic));
}

/** A QuickTime reference movie plays what stands at an address. */
function isReferenceMovie({ head, tail }: Sample): boolean {
  return [head, tail].some((end) => end.includes('rmra', 0, 'latin1') && end.includes('rdrf', 0, 'latin1'));
}
