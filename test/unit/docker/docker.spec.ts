import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { settingDescriptions, Settings } from '../../../src/platform/settings';

interface Service {
  image?: string;
  user?: string;
  environment?: Record<string, string>;
  secrets?: string[];
  healthcheck?: { test?: unknown; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  read_only?: boolean;
}

interface Compose {
  services: Record<string, Service>;
  secrets: Record<string, { file: string }>;
  volumes: Record<string, unknown>;
}

const folder = resolve('docker');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const compose = parse(read('compose.yaml'), { merge: true }) as Compose;
const services = Object.entries(compose.services);

describe('the compose file', () => {
  it('has the six parts and two preparations', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'bucket',
      'front',
      'minio',
      'postgres',
      'prepare',
      'redis',
      'vault',
    ]);
  });

  it('names only secrets that are declared', () => {
    for (const [, { secrets = [] }] of services)
      for (const secret of secrets) expect(Object.keys(compose.secrets)).toContain(secret);
  });

  it('declares only secrets that are made', () => {
    const script = read('make-secrets.sh');
    const made = new Set(
      [
        ...script.matchAll(/secrets\/([a-z0-9-]+)/g),
        ...script.matchAll(/\b((?:postgres|redis|minio|s3|anchor|metrics)-[a-z-]+)\b/g),
      ].map((match) => match[1]),
    );
    for (const name of Object.keys(compose.secrets)) expect(made).toContain(name);
  });

  it('knows every setting that it gives', () => {
    expect(new Settings()).toBeDefined();
    const known = new Set(
      settingDescriptions().flatMap(({ name, kind }) => (kind === 'secret' ? [name, `${name}_FILE`] : [name])),
    );
    for (const name of Object.keys(compose.services['vault']?.environment ?? {})) expect(known).toContain(name);
  });

  it('carries no secret itself', () => {
    for (const [, { environment = {} }] of services)
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL/.test(name))
          expect(`${name} ${value}`).toMatch(/_FILE \/run\/secrets\//);
  });

  it('pins every image', () => {
    for (const [, { image = '' }] of services) expect(image).toMatch(/^strongroom\/|:\d+\.\d+/);
  });

  it('watches everything that stays', () => {
    for (const [name, { healthcheck }] of services)
      if (name !== 'prepare' && name !== 'bucket' && name !== 'vault') expect(healthcheck?.test).toBeDefined();
    expect(read('Dockerfile')).toContain('HEALTHCHECK');
  });

  it('opens the front alone to the outside', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['front']);
  });
});

describe('the image', () => {
  const lines = read('Dockerfile').split('\n');

  it('runs as nobody special on glibc', () => {
    expect(lines.filter((line) => line.startsWith('FROM')).every((line) => line.includes('bookworm'))).toBe(true);
    expect(lines).toContain('USER node');
  });

  it('is read-only in compose', () => {
    expect(compose.services['vault']?.read_only).toBe(true);
  });

  it('gives PostgreSQL the same rights as the program', () => {
    const script = read('postgres-prepare.sh');
    for (const right of [
      'REVOKE ALL ON SCHEMA public FROM PUBLIC',
      'GRANT TEMPORARY ON DATABASE vault TO strongroom_app',
      'CREATE SCHEMA audit AUTHORIZATION strongroom_audit',
    ])
      expect(script).toContain(right);
  });
});
