import { DEFAULT_THEME, convertCssVariables, defaultCssVariablesResolver, mergeMantineTheme } from '@mantine/core';
import { dark, light, measures, propertyOf, theme, type Palette } from './src/theme/theme.ts';

function declarations(tokens: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tokens).map(([token, value]) => [propertyOf(token), value]));
}

/** Mantine's own variables, pointed at our tokens for one appearance. */
function mantineColours(palette: Palette): Record<string, string> {
  return {
    '--mantine-color-body': palette.surface,
    '--mantine-color-text': palette.ink,
    '--mantine-color-bright': palette.ink,
    '--mantine-color-dimmed': palette.second,
    '--mantine-color-placeholder': palette.third,
    '--mantine-color-anchor': palette.accent,
    '--mantine-color-error': palette.danger,
    '--mantine-color-success': palette.verified,
    '--mantine-color-default': palette.surface,
    '--mantine-color-default-hover': palette.sunken,
    '--mantine-color-default-color': palette.ink,
    '--mantine-color-default-border': palette.strongLine,
    '--mantine-color-disabled': palette.sunken,
    '--mantine-color-disabled-color': palette.third,
    '--mantine-color-disabled-border': palette.line,
    '--mantine-primary-color-contrast': palette.onAccent,
    '--mantine-primary-color-filled': palette.accent,
    '--mantine-primary-color-filled-hover': palette.accent,
    '--mantine-primary-color-light': palette.accentGround,
    '--mantine-primary-color-light-hover': palette.accentGround,
    '--mantine-primary-color-light-color': palette.accent,
    '--mantine-color-accent-filled': palette.accent,
    '--mantine-color-accent-filled-hover': palette.accent,
    '--mantine-color-accent-light': palette.accentGround,
    '--mantine-color-accent-light-hover': palette.accentGround,
    '--mantine-color-accent-light-color': palette.accent,
    '--mantine-color-accent-outline': palette.accent,
  };
}

/** Every variable of both appearances as one stylesheet, so that none has to be written at run time. */
export function themeCss(): string {
  const mantine = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  const css = convertCssVariables(
    {
      variables: { ...mantine.variables, ...declarations(measuresAsTokens()) },
      light: { ...mantine.light, ...mantineColours(light), ...declarations({ ...light }) },
      dark: { ...mantine.dark, ...mantineColours(dark), ...declarations({ ...dark }) },
    },
    ':root',
  );
  // Before the first script runs there is no attribute: the system's choice holds, and nothing flashes.
  const early = (palette: Palette): string =>
    `:root:not([data-mantine-color-scheme]){background:${palette.background};color:${palette.ink}}`;
  return `${css}${early(light)}@media (prefers-color-scheme: dark){${early(dark)}}`;
}

/** `rail` names a colour and a width; widths and sizes are told apart by a prefix. */
function measuresAsTokens(): Record<string, string> {
  return Object.fromEntries(Object.entries(measures).map(([name, value]) => [`m-${propertyOf(name).slice(2)}`, value]));
}
