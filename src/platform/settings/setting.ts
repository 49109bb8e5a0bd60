import 'reflect-metadata';

/** What the configuration page says of one setting. */
export interface SettingDescription {
  /** Environment variable, e.g. `STRONGROOM_PORT`. A secret may also be given as a file by `<name>_FILE`. */
  readonly name: string;
  readonly property: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'secret';
  readonly about: string;
}

const descriptions: SettingDescription[] = [];

/** Binds a property of `Settings` to its environment variable. */
export function Setting(name: string, kind: SettingDescription['kind'], about: string): PropertyDecorator {
  return (_target, property) => {
    descriptions.push({ name: `STRONGROOM_${name}`, property: String(property), kind, about });
  };
}

/** Every setting in the order of declaration. */
export function settingDescriptions(): readonly SettingDescription[] {
  return descriptions;
}
