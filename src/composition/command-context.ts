import { loadSettings, type Settings, withEnvironment } from '../platform/settings';
import { say } from './say';

/** The options that every command takes. */
export interface CommandContext {
  readonly data?: string;
  readonly json: boolean;
}

/** How a command is put together: its options when it runs, and where it leaves its exit code. */
export type GetContext = () => CommandContext;
export type Finish = (code: 0 | 1 | 2) => void;

/** The settings with what the command line says on top. */
export function settingsOf(context: CommandContext, overrides: Readonly<Record<string, string>> = {}): Settings {
  return loadSettings(
    withEnvironment({ ...(context.data === undefined ? {} : { STRONGROOM_DATA_DIR: context.data }), ...overrides }),
  );
}

/** Prints an answer: as JSON where that was asked for, else in words. */
export function answer(context: CommandContext, value: unknown, lines: readonly string[]): void {
  if (context.json) say(JSON.stringify(value, null, 2));
  else for (const line of lines) say(line);
}
