import { spawn } from 'node:child_process';
import { join } from 'node:path';
import PdfDocument from 'pdfkit';
import { fontFolder, render, specimenMark, text } from './drawing';
import { passportZone } from './machine-readable-zone';
import { appendVerhoeff } from './verhoeff';
import { voiceNote } from './voice-note';

/** A fictional item as a customer would send it. */
export interface Specimen {
  readonly fileName: string;
  readonly documentClass: string;
  readonly contentType: string;
  readonly purpose: string;
  readonly legalBasis: string;
  readonly bytes: Buffer;
}

/** Everything the demo takes in: nobody and nothing in it exists. Without ffmpeg there is no video. */
export async function drawSpecimens(): Promise<Specimen[]> {
  const kyc = { purpose: 'kyc_review', legalBasis: 'legal_obligation' };
  const support = { purpose: 'support', legalBasis: 'contract' };
  const video = await defectVideo();
  return [
    { ...kyc, fileName: 'passport.png', documentClass: 'passport', contentType: 'image/png', bytes: await passport() },
    {
      ...kyc,
      fileName: 'aadhaar-specimen.png',
      documentClass: 'aadhaar',
      contentType: 'image/png',
      bytes: await aadhaarLikeCard(),
    },
    { ...support, fileName: 'bill.pdf', documentClass: 'receipt', contentType: 'application/pdf', bytes: await bill() },
    {
      ...support,
      fileName: 'damaged-parcel.jpg',
      documentClass: 'product_damage_photo',
      contentType: 'image/jpeg',
      bytes: await damagedParcel(),
    },
    {
      ...support,
      fileName: 'voice-note.wav',
      documentClass: 'voice_note',
      contentType: 'audio/wav',
      bytes: voiceNote(),
    },
    ...(video
      ? [
          {
            ...support,
            fileName: 'defect.mp4',
            documentClass: 'warranty_video',
            contentType: 'video/mp4',
            bytes: video,
          },
        ]
      : []),
  ];
}

/** A passport of the state UTO (Utopia), which ICAO reserves for specimens. */
async function passport(): Promise<Buffer> {
  const zone = passportZone({
    state: 'UTO',
    surname: 'Sommer',
    givenNames: 'Mira Lin',
    number: 'UT4711042',
    birth: '900217',
    sex: 'F',
    expiry: '310816',
    personalNumber: '',
  });
  const rows = [
    ['Type', 'P'],
    ['Issuing state', 'UTO'],
    ['Passport no.', 'UT4711042'],
    ['Surname', 'SOMMER'],
    ['Given names', 'MIRA LIN'],
    ['Nationality', 'UTOPIAN'],
    ['Date of birth', '17 FEB 1990'],
    ['Date of expiry', '16 AUG 2031'],
  ];
  const fields = rows
    .map(
      ([label = '', value = ''], index) =>
        text(430 + (index % 2) * 330, 150 + Math.floor(index / 2) * 88, 17, label, 'fill-opacity="0.6"') +
        text(430 + (index % 2) * 330, 180 + Math.floor(index / 2) * 88, 26, value),
    )
    .join('');
  const lines = zone
    .map((line, index) =>
      text(
        50,
        640 + index * 52,
        34,
        line,
        'style="font-family:DejaVu Sans Mono" textLength="1020" lengthAdjust="spacing"',
      ),
    )
    .join('');
  return render(
    sheet(
      1120,
      740,
      '#e8efe6',
      `${guilloche(1120, 560)}${text(50, 80, 40, 'UTOPIA', 'font-weight="bold"')}${text(50, 112, 18, 'PASSPORT · PASSEPORT')}${portrait(60, 150, 300, 380)}${fields}<rect x="0" y="580" width="1120" height="160" fill="#fbfbf6"/>${lines}`,
    ),
    'png',
  );
}

/** A card in the manner of an Aadhaar. Numbers that begin with 0 or 1 are never issued; the check digit is right. */
async function aadhaarLikeCard(): Promise<Buffer> {
  const number = appendVerhoeff('01234567891').replace(/(\d{4})(?=\d)/g, '$1 ');
  const body = `<rect width="1000" height="90" fill="#f0b46a"/>${text(40, 58, 34, 'Specimen identity card', 'font-weight="bold"')}${portrait(50, 140, 220, 270)}
    ${text(320, 190, 30, 'Mira Lin Sommer')}${text(320, 240, 24, 'Date of birth: 17/02/1990')}${text(320, 286, 24, 'Female')}${text(320, 340, 20, '12 Nowhere Street, Utopia')}
    <rect y="520" width="1000" height="6" fill="#b3261e"/>${text(500, 500, 54, number, 'text-anchor="middle" font-weight="bold"')}${text(500, 570, 22, 'Not an identity document. This number was never issued.', 'text-anchor="middle"')}`;
  return render(sheet(1000, 610, '#fffdf8', body), 'png');
}

async function damagedParcel(): Promise<Buffer> {
  const body = `<rect y="620" width="1280" height="340" fill="#9aa39f"/><polygon points="260,330 760,250 1060,380 1060,760 560,860 260,700" fill="#b98a54"/>
    <polygon points="260,330 760,250 1060,380 560,480" fill="#d0a36c"/><polygon points="560,480 1060,380 1060,760 560,860" fill="#a87a45"/>
    <path d="M300 420 l60 90 -40 60 80 70 -50 90" stroke="#3d2a14" stroke-width="16" fill="none"/><path d="M380 520 l70 -30 40 60 -60 70 z" fill="#2b1d0e"/>
    <rect x="640" y="560" width="260" height="130" fill="#f4f1ea" transform="skewY(-11)" /><path d="M610 404 L640 470" stroke="#eee" stroke-width="26" stroke-opacity="0.5"/>
    ${text(690, 720, 26, 'FRAGILE', 'font-weight="bold" transform="rotate(-11 690 720)"')}`;
  return render(sheet(1280, 960, '#d9dedb', body), 'jpeg');
}

async function bill(): Promise<Buffer> {
  const document = new PdfDocument({ size: 'A4', margin: 56, info: { Title: 'Specimen invoice' } });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((resolve) => document.once('end', () => resolve()));
  document.font(join(fontFolder, 'DejaVuSans-Bold.ttf')).fontSize(22).text('Invoice 2026-0417 (specimen)');
  document
    .font(join(fontFolder, 'DejaVuSans.ttf'))
    .fontSize(11)
    .moveDown()
    .text('Nowhere Electrics, 1 Example Square, Utopia')
    .moveDown()
    .text('To: Mira Lin Sommer')
    .moveDown(2);
  for (const [what, price] of [
    ['Kettle, 1.7 l', '39.90'],
    ['Delivery', '4.90'],
    ['Total', '44.80 EUR'],
  ] as const)
    document.text(what, { continued: true }).text(price, { align: 'right' });
  document.addPage().fontSize(11).text('Terms: this page exists so that the document has two.');
  document.end();
  await done;
  return Buffer.concat(chunks);
}

/** Four seconds of a moving test picture, or null where ffmpeg is not installed. */
function defectVideo(): Promise<Buffer | null> {
  const args = [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=640x360:rate=25:duration=4',
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=330:duration=4',
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-movflags',
    'frag_keyframe+empty_moov+default_base_moof',
    '-f',
    'mp4',
    'pipe:1',
  ];
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code === 0 ? Buffer.concat(chunks) : null));
  });
}

function sheet(width: number, height: number, ground: string, body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="${ground}"/>${body}${specimenMark(width, height)}</svg>`;
}

function portrait(x: number, y: number, width: number, height: number): string {
  const middle = x + width / 2;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="#c9d3d0"/><circle cx="${middle}" cy="${y + height * 0.4}" r="${width * 0.22}" fill="#8a6f5c"/>
    <path d="M${x + width * 0.1} ${y + height} q${width * 0.4} -${height * 0.6} ${width * 0.8} 0 z" fill="#3d5a57"/>`;
}

/** Fine waves, as on security paper. */
function guilloche(width: number, height: number): string {
  return Array.from(
    { length: 28 },
    (_, line) =>
      `<path d="M0 ${line * (height / 28)} q${width / 8} ${30 + (line % 5) * 9} ${width / 4} 0 t${width / 4} 0 t${width / 4} 0 t${width / 4} 0" stroke="#8fb3a8" stroke-opacity="0.35" fill="none"/>`,
  ).join('');
}
