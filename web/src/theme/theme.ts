import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The colours of one appearance. No colour is written anywhere else in the console. */
export interface Palette {
  background: string;
  surface: string;
  sunken: string;
  line: string;
  strongLine: string;
  /** The edge of a field: must be seen (3:1), as hairlines need not. */
  fieldLine: string;
  ink: string;
  second: string;
  third: string;
  accent: string;
  accentGround: string;
  onAccent: string;
  verified: string;
  verifiedGround: string;
  attention: string;
  attentionGround: string;
  danger: string;
  dangerGround: string;
  onDanger: string;
  held: string;
  heldGround: string;
  scale1: string;
  scale2: string;
  scale3: string;
  scale4: string;
  scale5: string;
  rail: string;
  railText: string;
  railStrong: string;
  railGround: string;
  railLine: string;
  railMark: string;
  /** Drawn over what a view shows, whatever its colours. */
  watermark: string;
  watermarkEdge: string;
}

export const light: Palette = {
  background: '#f4f5f4',
  surface: '#ffffff',
  sunken: '#eceeec',
  line: '#dfe2df',
  strongLine: '#c9cec9',
  fieldLine: '#7f8785',
  ink: '#16191a',
  second: '#4d5557',
  third: '#646d6f',
  accent: '#0b5d4e',
  accentGround: '#e2f0ec',
  onAccent: '#ffffff',
  verified: '#176b43',
  verifiedGround: '#e1f2e8',
  attention: '#8a5200',
  attentionGround: '#fbeed6',
  danger: '#a8231b',
  dangerGround: '#fbe5e2',
  onDanger: '#ffffff',
  held: '#5a3ea6',
  heldGround: '#ece7f9',
  scale1: '#eef1ef',
  scale2: '#cfe3dc',
  scale3: '#93c2b4',
  scale4: '#4b957f',
  scale5: '#0b5d4e',
  rail: '#12211d',
  railText: '#b9c7c2',
  railStrong: '#ffffff',
  railGround: '#1d342e',
  railLine: '#2a3d37',
  railMark: '#5cc3a8',
  watermark: '#6b6b6b',
  watermarkEdge: '#ffffff',
};

export const dark: Palette = {
  background: '#101413',
  surface: '#181d1c',
  sunken: '#0c100f',
  line: '#29302e',
  strongLine: '#3a4441',
  fieldLine: '#68736f',
  ink: '#e8edeb',
  second: '#aab4b1',
  third: '#8a9592',
  accent: '#5cc3a8',
  accentGround: '#12332b',
  onAccent: '#08201a',
  verified: '#6fcf97',
  verifiedGround: '#12301f',
  attention: '#f0b35a',
  attentionGround: '#35260d',
  danger: '#ff9087',
  dangerGround: '#3a1714',
  onDanger: '#2a0a08',
  held: '#b6a2f2',
  heldGround: '#241c40',
  scale1: '#1b2220',
  scale2: '#1d3a33',
  scale3: '#24594c',
  scale4: '#379079',
  scale5: '#7fdcc3',
  rail: '#0a0f0d',
  railText: '#b9c7c2',
  railStrong: '#ffffff',
  railGround: '#182521',
  railLine: '#26302d',
  railMark: '#5cc3a8',
  watermark: '#6b6b6b',
  watermarkEdge: '#ffffff',
};

/** Sizes, type and motion: the same in both appearances. */
export const measures = {
  fontText: "'Inter Variable', system-ui, sans-serif",
  fontCode: "'IBM Plex Mono', ui-monospace, monospace",
  sizeSmall: '0.75rem',
  lineSmall: '1rem',
  sizeCard: '0.8125rem',
  lineCard: '1.125rem',
  sizeBody: '0.875rem',
  lineBody: '1.25rem',
  sizeTitle: '1.25rem',
  lineTitle: '1.625rem',
  weightCard: '620',
  weightTitle: '640',
  trackTitle: '-0.015em',
  radiusSmall: '5px',
  radius: '7px',
  radiusLarge: '9px',
  rowDense: '36px',
  rowLoose: '44px',
  control: '34px',
  rail: '212px',
  railNarrow: '56px',
  bar: '52px',
  icon: '16px',
  motion: '120ms',
  shadowRaised: '0 8px 28px rgb(0 0 0 / 0.18)',
  shadowPage: '0 1px 6px rgb(0 0 0 / 0.16)',
} as const;

/** A kebab-case custom property of a token: `accentGround` → `--accent-ground`. */
export function propertyOf(token: string): string {
  return `--${token.replace(/([A-Z]+)/g, '-$1').toLowerCase()}`;
}

const accent: MantineColorsTuple = [
  light.accentGround,
  light.scale1,
  light.scale2,
  light.scale3,
  light.scale4,
  light.scale4,
  light.accent,
  light.accent,
  light.accent,
  light.accent,
];

/** Mantine, told to speak the tokens above. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 8,
  colors: { accent },
  fontFamily: measures.fontText,
  fontFamilyMonospace: measures.fontCode,
  headings: { fontFamily: measures.fontText, fontWeight: measures.weightTitle },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: measures.radiusSmall, md: measures.radius, lg: measures.radiusLarge, xl: '12px' },
  fontSizes: {
    xs: measures.sizeSmall,
    sm: measures.sizeBody,
    md: measures.sizeBody,
    lg: '1rem',
    xl: measures.sizeTitle,
  },
  lineHeights: { xs: '1.34', sm: '1.43', md: '1.43', lg: '1.5', xl: '1.3' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
});
