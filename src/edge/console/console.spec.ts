import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { ConsoleModule } from './console.module';
import { CONSOLE_FOLDER } from './console.middleware';

describe('the console beside the API', () => {
  let folder: string;
  let app: NestExpressApplication;

  const start = async (): Promise<void> => {
    const module = await Test.createTestingModule({ imports: [ConsoleModule] })
      .overrideProvider(CONSOLE_FOLDER)
      .useValue(folder)
      .compile();
    app = module.createNestApplication<NestExpressApplication>();
    await app.init();
  };
  const page = (path: string): request.Test =>
    request(app.getHttpServer()).get(path).set('Sec-Fetch-Mode', 'navigate').set('Accept', 'text/html');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongroom-console-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Strongroom</title>');
    writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'export {};');
    writeFileSync(join(folder, 'assets', 'notes.txt'), 'unknown kind');
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['/', '/library?ticket=own%2FZD-1', '/item/9f2c41d8', '/no/such/page'])(
    'answers the page at %s',
    async (path) => {
      await start();
      const answer = await page(path).expect(200);
      expect(answer.text).toContain('<title>Strongroom</title>');
      expect(answer.headers['cache-control']).toBe('no-store');
    },
  );

  it('allows no inline script and no frame', async () => {
    await start();
    const policy = String((await page('/')).headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|data:|blob:|https?:/);
  });

  it('lets hashed names be kept for a year', async () => {
    await start();
    const answer = await request(app.getHttpServer()).get('/assets/app-1a2b.js').expect(200);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-type']).toMatch(/^text\/javascript/);
  });

  it('compresses texts for who asks', async () => {
    await start();
    const answer = await request(app.getHttpServer())
      .get('/assets/app-1a2b.js')
      .set('Accept-Encoding', 'gzip')
      .expect(200);
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.text).toBe('export {};');
  });

  it.each(['/v1/media', '/v1', '/openapi.json', '/livez'])('leaves %s to the API', async (path) => {
    await start();
    await page(path).expect(404);
  });

  it.each(['/assets/../index.html/..%2f..%2fetc/passwd', '/assets/notes.txt', '/assets/none.js', '/..%2findex.html'])(
    'serves no file for %s',
    async (path) => {
      await start();
      await request(app.getHttpServer()).get(path).expect(404);
    },
  );

  it('answers a program no page', async () => {
    await start();
    await request(app.getHttpServer()).get('/library').set('Accept', 'application/json').expect(404);
    await request(app.getHttpServer()).post('/library').set('Accept', 'text/html').expect(404);
  });

  it('starts without a build', async () => {
    rmSync(join(folder, 'assets'), { recursive: true });
    await start();
    await page('/').expect(404);
  });
});
