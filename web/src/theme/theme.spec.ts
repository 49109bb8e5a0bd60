import { dark, light, type Palette } from './theme';

function channel(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** WCAG 2.2 relative luminance of an opaque #rrggbb colour. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => channel(Number.parseInt(colour.slice(at, at + 2), 16)));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

type Pair = readonly [keyof Palette, keyof Palette];

const texts: Pair[] = [
  ...(['ink', 'second', 'third', 'accent', 'danger', 'verified', 'attention', 'held'] as const).flatMap(
    (text): Pair[] => [
      [text, 'surface'],
      [text, 'background'],
      [text, 'sunken'],
    ],
  ),
  ['onAccent', 'accent'],
  ['onDanger', 'danger'],
  ['accent', 'accentGround'],
  ['ink', 'accentGround'],
  ['verified', 'verifiedGround'],
  ['attention', 'attentionGround'],
  ['danger', 'dangerGround'],
  ['held', 'heldGround'],
  ['railText', 'rail'],
  ['railStrong', 'railGround'],
  ['railText', 'railGround'],
];

const marks: Pair[] = [
  ['fieldLine', 'surface'],
  ['fieldLine', 'background'],
  ['fieldLine', 'sunken'],
  ['scale4', 'surface'],
  ['scale5', 'surface'],
  ['danger', 'surface'],
  ['accent', 'surface'],
  ['railMark', 'rail'],
];

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('the %s palette', (_name, palette) => {
  it.each(texts)('sets %s on %s at 4.5 or more', (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(marks)('draws %s on %s at 3 or more', (mark, ground) => {
    expect(contrast(palette[mark], palette[ground])).toBeGreaterThanOrEqual(3);
  });
});
