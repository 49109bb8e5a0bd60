import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { errorCodes, Refusal } from '../../kernel';
import { Log } from '../logging';
import { ProblemFilter } from './problem.filter';
import { statusOf } from './problems';

@Controller()
class Failing {
  @Get('refused')
  refused(): never {
    throw new Refusal('grant_expired', 'The grant has ended.', { errors: [{ pointer: '/grant', code: 'expired' }] });
  }

  @Get('broken')
  broken(): never {
    throw new Error('password hunter2 in /srv/keys');
  }

  @Get('unavailable')
  unavailable(): never {
    throw new Refusal('audit_unavailable', 'The log is away.', { retryAfterSeconds: 5 });
  }
}

describe('problems', () => {
  let app: NestExpressApplication;
  let written = '';

  beforeAll(async () => {
    const module = await Test.createTestingModule({ controllers: [Failing] }).compile();
    app = module.createNestApplication<NestExpressApplication>({ logger: false });
    app.useGlobalFilters(
      new ProblemFilter(new Log({ logLevel: 'info' }, { write: (line: string) => void (written += line) })),
    );
    await app.init();
  });
  afterAll(() => app.close());

  it('carry the code, the sentence and the fields', async () => {
    const { status, text, headers } = await request(app.getHttpServer()).get('/refused');
    expect(status).toBe(403);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(text)).toMatchObject({
      code: 'grant_expired',
      status: 403,
      detail: 'The grant has ended.',
      errors: [{ pointer: '/grant', code: 'expired' }],
    });
  });

  it('hide what an error said', async () => {
    const { status, text } = await request(app.getHttpServer()).get('/broken');
    expect(status).toBe(500);
    expect(text).not.toMatch(/hunter2|srv/);
    expect(written).not.toMatch(/hunter2/);
    expect(written).toContain('internal_error');
  });

  it('say when to come back', async () => {
    const { status, headers } = await request(app.getHttpServer()).get('/unavailable');
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('5');
  });

  it('answer unknown addresses', async () => {
    const { status, text } = await request(app.getHttpServer()).get('/nowhere');
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ code: 'not_found' });
  });

  it('have a status for every code', () => {
    for (const code of errorCodes) expect(statusOf[code]).toBeGreaterThanOrEqual(400);
  });
});

describe('the page of refusals', () => {
  it('explains every code with its status', () => {
    const page = readFileSync(resolve('docs', 'problems.md'), 'utf8');
    for (const code of errorCodes) expect(page).toContain(`| \`${code}\` | ${statusOf[code]} | `);
  });
});
