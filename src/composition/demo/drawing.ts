import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setLibraryEnvironment } from '../../platform/settings';

/** The TrueType files that specimens are written in. */
export const fontFolder = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');

let ready = false;

/** Renders an SVG drawing to a picture. The fonts come with us: a machine without any would draw boxes. */
export async function render(svg: string, format: 'png' | 'jpeg'): Promise<Buffer> {
  if (!ready) {
    const folder = mkdtempSync(join(tmpdir(), 'strongroom-fonts-'));
    writeFileSync(
      join(folder, 'fonts.conf'),
      `<?xml version="1.0"?><fontconfig><dir>${fontFolder}</dir><cachedir>${folder}</cachedir></fontconfig>`,
    );
    // Read when the library is loaded, hence the late import.
    setLibraryEnvironment('FONTCONFIG_FILE', join(folder, 'fonts.conf'));
    ready = true;
  }
  const { default: sharp } = await import('sharp');
  const image = sharp(Buffer.from(svg));
  return format === 'png' ? image.png().toBuffer() : image.jpeg({ quality: 88 }).toBuffer();
}

/** Text of a drawing: escaped. */
export function text(x: number, y: number, size: number, content: string, attributes = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${x}" y="${y}" font-family="DejaVu Sans" font-size="${size}" fill="#1c2b2a" ${attributes}>${escaped}</text>`;
}

/** The word that nobody can overlook, across the whole drawing. */
export function specimenMark(width: number, height: number): string {
  const size = Math.round(width / 8);
  return `<text x="${width / 2}" y="${height / 2}" font-family="DejaVu Sans" font-weight="bold" font-size="${size}" fill="#b3261e" fill-opacity="0.28" text-anchor="middle" transform="rotate(-20 ${width / 2} ${height / 2})">SPECIMEN</text>`;
}
