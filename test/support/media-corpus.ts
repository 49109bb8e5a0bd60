import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Small contents by type, written by hand: enough for sniffing, no more. */
const ftyp = (brand: string, ...compatible: string[]): Buffer => {
  const body = Buffer.from(`ftyp${brand}\0\0\0\0${compatible.join('')}`, 'latin1');
  return Buffer.concat([uint32(body.length + 4), body]);
};
const box = (name: string, body: Buffer): Buffer =>
  Buffer.concat([uint32(body.length + 8), Buffer.from(name, 'latin1'), body]);
const hdlr = (kind: 'vide' | 'soun'): Buffer =>
  box('hdlr', Buffer.concat([Buffer.alloc(8), Buffer.from(kind), Buffer.alloc(12)]));
const repeated = (piece: Buffer, times: number): Buffer => Buffer.concat(Array.from({ length: times }, () => piece));

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A JPEG's head and end with something in between; `extra` bytes of noise-free filling make it longer. */
export function jpeg(extra = 400, comment = ''): Buffer {
  const app0 = Buffer.from('ffe000104a46494600010100000100010000', 'hex');
  const note = Buffer.from(comment, 'latin1');
  const com = comment === '' ? note : Buffer.concat([Buffer.from([0xff, 0xfe, 0, note.length + 2]), note]);
  const filling = Buffer.from(Array.from({ length: extra }, (_, index) => (index * 7) % 251));
  return Buffer.concat([Buffer.from('ffd8', 'hex'), app0, com, filling, Buffer.from('ffd9', 'hex')]);
}

export const png = (): Buffer =>
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
export const webp = (): Buffer => Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');
export const pdf = (inside = ''): Buffer =>
  Buffer.from(`%PDF-1.7\n1 0 obj\n<< >>\nendobj\n${inside}\n%%EOF\n`, 'latin1');
export const mp4 = (): Buffer =>
  Buffer.concat([ftyp('isom', 'isom', 'mp41'), box('moov', hdlr('vide')), box('mdat', Buffer.alloc(500))]);
export const zipEnd = (): Buffer => Buffer.from('504b05060000000001000100340000002d0000000000', 'hex');

/** One content for each type that the vault may take in. */
export function contents(): Record<string, Buffer> {
  const mp3Frame = Buffer.concat([Buffer.from('fffb9064', 'hex'), Buffer.alloc(413)]);
  const adts = Buffer.concat([Buffer.from('fff15080021ffc', 'hex'), Buffer.alloc(9)]);
  const ogg = Buffer.concat([
    Buffer.from('OggS\0\x02', 'latin1'),
    Buffer.alloc(20),
    Buffer.from([1, 19]),
    Buffer.from('OpusHead\x01\x01', 'latin1'),
    Buffer.alloc(200),
  ]);
  return {
    'image/jpeg': jpeg(),
    'image/png': png(),
    'image/webp': webp(),
    'image/heic': Buffer.concat([ftyp('heic', 'mif1', 'heic'), box('meta', Buffer.alloc(300))]),
    'application/pdf': pdf(),
    'video/mp4': mp4(),
    'video/quicktime': Buffer.concat([ftyp('qt  ', 'qt  '), box('moov', hdlr('vide')), box('mdat', Buffer.alloc(300))]),
    'video/3gpp': Buffer.concat([ftyp('3gp4', '3gp4'), box('moov', hdlr('vide')), box('mdat', Buffer.alloc(300))]),
    'video/webm': Buffer.concat([
      Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878102428581021853806701', 'hex'),
      Buffer.alloc(300),
    ]),
    'audio/ogg': ogg,
    'audio/mpeg': repeated(mp3Frame, 4),
    'audio/mp4': Buffer.concat([ftyp('M4A ', 'M4A '), box('moov', hdlr('soun')), box('mdat', Buffer.alloc(300))]),
    'audio/aac': repeated(adts, 20),
    'audio/amr': Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(300, 0x3c)]),
    'audio/wav': Buffer.concat([Buffer.from('RIFF\x24\x01\0\0WAVEfmt ', 'latin1'), Buffer.alloc(300)]),
  };
}

/** A phone's voice note: a video's brand, and sound alone. */
export const voiceNote = (): Buffer =>
  Buffer.concat([ftyp('mp42', 'isom', 'mp42'), box('moov', hdlr('soun')), box('mdat', Buffer.alloc(300))]);

/** Contents that are two things at once, with the mark that each must get. */
export function polyglots(): [string, Buffer, string][] {
  const html = '<html><script>alert(1)</script></html>';
  return [
    ['a JPEG with a ZIP behind', Buffer.concat([jpeg(), zipEnd()]), 'zip_inside'],
    ['a JPEG with a ZIP and a comment behind', Buffer.concat([jpeg(), zipEnd(), Buffer.from('comment')]), 'zip_inside'],
    ['a PDF with a ZIP behind', Buffer.concat([pdf('x'.repeat(99)), zipEnd()]), 'zip_inside'],
    ['a PNG with a JAR behind', Buffer.concat([png(), Buffer.alloc(70_000, 1), zipEnd()]), 'zip_inside'],
    ['a JPEG with a PDF inside', jpeg(400, '%PDF-1.4 1 0 obj'), 'pdf_inside'],
    ['an MP4 with a PDF at its end', Buffer.concat([mp4(), Buffer.alloc(200_000), pdf()]), 'pdf_inside'],
    ['a JPEG with HTML in its comment', jpeg(400, html), 'markup_inside'],
    ['a JPEG with SVG in its comment', jpeg(400, '<SVG onload=x>'), 'markup_inside'],
    [
      'an MP4 with HTML in a free box',
      Buffer.concat([ftyp('isom'), box('free', Buffer.from(html)), box('mdat', Buffer.alloc(99))]),
      'markup_inside',
    ],
    [
      'a QuickTime reference movie',
      Buffer.concat([ftyp('qt  '), box('moov', box('rmra', box('rmda', box('rdrf', Buffer.from('url http://x')))))]),
      'outside_reference',
    ],
  ];
}

/** Contents that no class allows, with the type that they are known by. */
export function refusedContents(): [string, Buffer, string | null][] {
  return [
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), 'image/svg+xml'],
    [
      'SVG behind an XML head',
      Buffer.from('\ufeff<?xml version="1.0"?><!-- x --><!DOCTYPE svg PUBLIC "a" "b">\n<svg></svg>'),
      'image/svg+xml',
    ],
    ['HTML', Buffer.from('<!doctype html><p>x'), 'text/html'],
    ['HTML in UTF-16', Buffer.from('\ufeff<html><body>', 'utf16le'), 'text/html'],
    ['XML', Buffer.from('<?xml version="1.0"?><lolz/>'), 'text/xml'],
    [
      'a ZIP',
      Buffer.concat([Buffer.from('504b0304140000000000', 'hex'), Buffer.alloc(60), zipEnd()]),
      'application/zip',
    ],
    ['a Windows program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 'application/x-msdownload'],
    ['a playlist', Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:1\nhttp://x/1.ts\n'), null],
    ['an ffconcat list', Buffer.from("ffconcat version 1.0\nfile '/etc/passwd'\n"), null],
    ['plain text', Buffer.from('hello'), null],
    ['one byte', Buffer.from([0xff]), null],
    ['a GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'), 'image/gif'],
  ];
}

/** Real media beside the checkout, or null where there are none. */
export function findSamples(): string | null {
  const folder = resolve(process.env['SAMPLES'] ?? '../shared/samples');
  return existsSync(join(folder, 'photos')) ? folder : null;
}

export function readSample(path: string): Buffer {
  return readFileSync(join(findSamples() ?? '', path));
}
