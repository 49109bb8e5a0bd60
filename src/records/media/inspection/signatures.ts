/** One content type as its first bytes give it away. Types are tried in the order of the table; the first that fits counts. */
interface Signature {
  readonly type: string;
  readonly fits: (head: Buffer) => boolean;
}

const text = (head: Buffer, at: number, length: number): string => head.toString('latin1', at, at + length);
const has = (head: Buffer, at: number, ...bytes: number[]): boolean =>
  head.length >= at + bytes.length && bytes.every((byte, index) => head[at + index] === byte);

/** Major brand of an ISO base media file (ISO 14496-12), or null. */
export function majorBrand(head: Buffer): string | null {
  return text(head, 4, 4) === 'ftyp' && head.length >= 16 ? text(head, 8, 4) : null;
}

const brandIs = (...brands: string[]) => {
  return (head: Buffer): boolean => brands.includes(majorBrand(head) ?? '');
};

function isHeic(head: Buffer): boolean {
  if (brandIs('heic', 'heix', 'heim', 'heis')(head)) return true;
  if (!brandIs('mif1', 'msf1')(head)) return false;
  const boxEnd = Math.min(head.readUInt32BE(0), head.length, 256);
  const compatible = text(head, 16, boxEnd - 16);
  return /^(.{4})*hei[cxms]/s.test(compatible);
}

/** QuickTime files from before brands begin with one of these atoms. */
function isOldQuickTime(head: Buffer): boolean {
  return ['moov', 'wide', 'mdat', 'pnot'].includes(text(head, 4, 4));
}

const oggAudio = ['OpusHead', '\x01vorbis', 'Speex   ', '\x7fFLAC'];

function isOggAudio(head: Buffer): boolean {
  return text(head, 0, 4) === 'OggS' && oggAudio.some((start) => text(head, 28, start.length) === start);
}

/** Bit rates in kbit/s and sampling rates in Hz of MPEG audio layer III (ISO 11172-3, 13818-3), by version bits. */
const mpeg1Rates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const mpeg2Rates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const mp3Versions: Readonly<Record<number, { rates: readonly number[]; samples: readonly number[]; factor: number }>> =
  {
    3: { rates: mpeg1Rates, samples: [44_100, 48_000, 32_000], factor: 144_000 },
    2: { rates: mpeg2Rates, samples: [22_050, 24_000, 16_000], factor: 72_000 },
    0: { rates: mpeg2Rates, samples: [11_025, 12_000, 8_000], factor: 72_000 },
  };

/** Length of a layer III frame at `at`, or 0 where there is none. */
function mp3FrameLength(head: Buffer, at: number): number {
  const [first, second = 0, third = 0] = head.subarray(at, at + 4);
  if (first !== 0xff || (second & 0xe6) !== 0xe2) return 0;
  const version = mp3Versions[(second >> 3) & 3];
  const rate = version?.rates[third >> 4] ?? 0;
  const samples = version?.samples[(third >> 2) & 3];
  if (version === undefined || samples === undefined || rate === 0) return 0;
  return Math.floor((version.factor * rate) / samples) + ((third >> 1) & 1);
}

/** A frame sync alone is two bytes: a second frame must follow where the sample is long enough. */
function isMp3(head: Buffer): boolean {
  if (text(head, 0, 3) === 'ID3') return head.length >= 10 && (head[3] ?? 0xff) < 5;
  const first = mp3FrameLength(head, 0);
  return first > 0 && mp3FrameLength(head, first) > 0;
}

/** ADTS frames (ISO 13818-7), two in a row. */
function isAac(head: Buffer): boolean {
  const frameLength = (at: number): number =>
    head.length >= at + 7 && has(head, at, 0xff) && ((head[at + 1] ?? 0) & 0xf6) === 0xf0
      ? ((head.readUInt16BE(at + 3) & 0x03ff) << 3) | ((head[at + 5] ?? 0) >> 5)
      : 0;
  const first = frameLength(0);
  return first >= 7 && frameLength(first) >= 7;
}

const riff = (head: Buffer, kind: string): boolean => text(head, 0, 4) === 'RIFF' && text(head, 8, 4) === kind;
const beginsWith = (start: string) => {
  return (head: Buffer): boolean => text(head, 0, start.length) === start;
};

/** Every type that the vault may take in. Which of them it does is `config/media-types.json`. */
export const signatures: readonly Signature[] = [
  { type: 'image/jpeg', fits: (head) => has(head, 0, 0xff, 0xd8, 0xff) && (head[3] ?? 0) >= 0xc0 },
  {
    type: 'image/png',
    fits: (head) => has(head, 0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) && text(head, 12, 4) === 'IHDR',
  },
  { type: 'image/webp', fits: (head) => riff(head, 'WEBP') && /^VP8[ LX]$/.test(text(head, 12, 4)) },
  { type: 'image/heic', fits: isHeic },
  { type: 'application/pdf', fits: (head) => /^%PDF-[12]\.\d/.test(text(head, 0, 8)) },
  { type: 'audio/mp4', fits: brandIs('M4A ', 'M4B ') },
  {
    type: 'video/mp4',
    fits: brandIs(
      'isom',
      'iso2',
      'iso4',
      'iso5',
      'iso6',
      'mp41',
      'mp42',
      'avc1',
      'M4V ',
      'M4VH',
      'M4VP',
      'MSNV',
      'dash',
    ),
  },
  { type: 'video/quicktime', fits: (head) => brandIs('qt  ')(head) || isOldQuickTime(head) },
  { type: 'video/3gpp', fits: (head) => /^3g[psrge][0-9a-z]$/.test(majorBrand(head) ?? '') },
  {
    type: 'video/webm',
    fits: (head) => has(head, 0, 0x1a, 0x45, 0xdf, 0xa3) && text(head, 4, 60).includes('\x42\x82\x84webm'),
  },
  { type: 'audio/ogg', fits: isOggAudio },
  { type: 'audio/wav', fits: (head) => riff(head, 'WAVE') },
  { type: 'audio/amr', fits: beginsWith('#!AMR\n') },
  { type: 'audio/mpeg', fits: isMp3 },
  { type: 'audio/aac', fits: isAac },
];
