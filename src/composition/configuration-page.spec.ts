import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage } from './configuration-page';
import { programFolder } from './program-folder';

describe('the configuration page', () => {
  it('says what the settings say', () => {
    expect(readFileSync(join(programFolder, 'docs', 'configuration.md'), 'utf8')).toBe(configurationPage());
  });
});
