import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, SettingsInvalid } from './load-settings';

describe('settings', () => {
  const faultsOf = (environment: Record<string, string>): readonly string[] => {
    try {
      loadSettings(environment);
      return [];
    } catch (error) {
      return error instanceof SettingsInvalid ? error.faults : [String(error)];
    }
  };

  it('have defaults for the embedded vault', () => {
    expect(loadSettings({})).toMatchObject({ embedded: true, objects: 'directory', address: '127.0.0.1' });
  });

  it('ignore other programs’ variables', () => {
    expect(loadSettings({ PATH: '/bin', PORT: 'x' }).port).toBe(8080);
  });

  it('refuse unknown names', () => {
    expect(faultsOf({ STRONGROOM_PROT: '1' })).toEqual(['STRONGROOM_PROT: there is no such setting']);
  });

  it('name the setting and never its value', () => {
    const [fault] = faultsOf({ STRONGROOM_PORT: 'eighty-secret' });
    expect(fault).toMatch(/^STRONGROOM_PORT: /);
    expect(fault).not.toContain('secret');
  });

  it.each([
    ['STRONGROOM_S3_SECRET_KEY', 'minioadmin'],
    ['STRONGROOM_METRICS_TOKEN', 'changeme'],
    ['STRONGROOM_DATABASE_URL', 'postgres://strongroom_app:postgres@db/vault'],
  ])('refuse the sample secret in %s', (name, value) => {
    expect(faultsOf({ [name]: value })).toContain(`${name}: is a sample value; make a secret of your own`);
  });

  it('read secrets from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    writeFileSync(join(folder, 'token'), 'from-a-file-4711\n');
    expect(loadSettings({ STRONGROOM_METRICS_TOKEN_FILE: join(folder, 'token') }).metricsToken).toBe(
      'from-a-file-4711',
    );
    rmSync(folder, { recursive: true });
  });

  it('refuse a secret given twice', () => {
    expect(faultsOf({ STRONGROOM_METRICS_TOKEN: 'a-token-4711', STRONGROOM_METRICS_TOKEN_FILE: 'x' })).toHaveLength(1);
  });

  it('want the store’s address with s3', () => {
    expect(faultsOf({ STRONGROOM_OBJECTS: 's3' }).map((fault) => fault.split(':')[0])).toEqual(
      expect.arrayContaining([
        'STRONGROOM_S3_URL',
        'STRONGROOM_S3_BUCKET',
        'STRONGROOM_S3_ACCESS_KEY',
        'STRONGROOM_S3_SECRET_KEY',
      ]),
    );
  });

  it('want all databases together', () => {
    expect(
      faultsOf({ STRONGROOM_DATABASE_URL: 'postgres://a:long-enough@db/vault' }).map((fault) => fault.split(':')[0]),
    ).toEqual(expect.arrayContaining(['STRONGROOM_AUDIT_DATABASE_URL', 'STRONGROOM_KEYSTORE_URL']));
  });
});
