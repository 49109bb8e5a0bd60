import { readFileSync } from 'node:fs';
import { validateSync } from 'class-validator';
import { Settings } from './settings';
import { settingDescriptions, type SettingDescription } from './setting';

/** The environment is wrong: every fault with the variable's name and the reason, never its value. */
export class SettingsInvalid extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The settings are not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}\nSee docs/configuration.md.`);
    this.name = 'SettingsInvalid';
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment with some values set by the program itself (a flag of the command line, the demo's folder). */
export function withEnvironment(overrides: Environment): Environment {
  return { ...process.env, ...overrides };
}

/** Sets an environment variable that a library reads when it is loaded. */
export function setLibraryEnvironment(name: string, value: string): void {
  process.env[name] = value;
}

/** Values that come from examples; whoever starts with one has not made a secret. */
const sampleSecrets =
  /^(minioadmin|admin|password|secret|changeme|change-me|change_me|example|test|postgres|strongroom|replace-me|todo)$/i;

/**
 * Reads, converts and validates all settings. Unknown names with our prefix are refused, so that a misspelt one is
 * noticed; secrets may come from files; sample secrets are refused.
 */
export function loadSettings(environment: Environment = process.env): Settings {
  const faults: string[] = [];
  const settings = new Settings();
  const descriptions = settingDescriptions();
  for (const description of descriptions) {
    const text = readValue(environment, description, faults);
    if (text !== undefined) assign(settings, description, text, faults);
  }
  faults.push(...unknownNames(environment, descriptions));
  faults.push(...validationFaults(settings, descriptions));
  if (faults.length > 0) throw new SettingsInvalid(faults);
  return Object.freeze(settings);
}

function readValue(environment: Environment, { name, kind }: SettingDescription, faults: string[]): string | undefined {
  const direct = environment[name];
  const file = kind === 'secret' ? environment[`${name}_FILE`] : undefined;
  if (direct !== undefined && file !== undefined) {
    faults.push(`${name}: give either it or ${name}_FILE`);
    return undefined;
  }
  if (file === undefined) return direct === '' ? undefined : direct;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    faults.push(`${name}_FILE: the file cannot be read`);
    return undefined;
  }
}

function assign(
  settings: Settings,
  { name, property, kind }: SettingDescription,
  text: string,
  faults: string[],
): void {
  if (kind === 'secret' && isSampleSecret(text)) {
    faults.push(`${name}: is a sample value; make a secret of your own`);
    return;
  }
  Object.assign(settings, { [property]: convert(kind, text) });
}

function isSampleSecret(text: string): boolean {
  if (sampleSecrets.test(text)) return true;
  const password = /^[a-z]+:\/\/[^/@]*:([^/@]*)@/.exec(text)?.[1];
  return password !== undefined && sampleSecrets.test(decodeURIComponent(password));
}

/** A value that is not of its kind stays text; the validator then names the setting. */
function convert(kind: SettingDescription['kind'], text: string): string | number | boolean {
  if (kind === 'number' && /^\d+$/.test(text)) return Number(text);
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function unknownNames(environment: Environment, descriptions: readonly SettingDescription[]): string[] {
  const known = new Set(
    descriptions.flatMap(({ name, kind }) => (kind === 'secret' ? [name, `${name}_FILE`] : [name])),
  );
  return Object.keys(environment)
    .filter((name) => name.startsWith('STRONGROOM_') && !known.has(name))
    .map((name) => `${name}: there is no such setting`);
}

function validationFaults(settings: Settings, descriptions: readonly SettingDescription[]): string[] {
  return validateSync(settings, { validationError: { target: false, value: false } }).map((error) => {
    const name = descriptions.find(({ property }) => property === error.property)?.name ?? error.property;
    const reasons = Object.values(error.constraints ?? {}).map((reason) =>
      reason.replace(new RegExp(`^${error.property} `), ''),
    );
    return `${name}: ${reasons.join(', ')}`;
  });
}
