import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { IsString } from 'class-validator';
import type { NextFunction, Request, Response } from 'express';
import request from 'supertest';
import { newId, systemActor } from '../../../src/kernel';
import { DatabaseModule } from '../../../src/platform/database';
import { Cursors, HttpModule, identify, InvalidCursor, prepareApp, RepeatSafe } from '../../../src/platform/http';
import { LoggingModule } from '../../../src/platform/logging';
import { Settings, SettingsModule } from '../../../src/platform/settings';
import { readPolicy } from '../../../src/composition/program-folder';
import { eventually } from '../../support/eventually';
import { testDatabases, type TestDatabases } from '../../support/vault-database';

class Order {
  @IsString() word: string;
}

let calls = 0;
let release = (): void => undefined;

@Controller('orders')
class Orders {
  @Post()
  @HttpCode(201)
  @RepeatSafe()
  async order(@Body() { word }: Order): Promise<{ word: string; call: number }> {
    calls += 1;
    const call = calls;
    if (word === 'held') await new Promise<void>((resolve) => (release = resolve));
    if (word === 'fail') throw new Error('no');
    return { word, call };
  }
}

describe('conventions of the API', () => {
  let databases: TestDatabases;
  let app: NestExpressApplication;
  let actorId = newId();

  beforeAll(async () => {
    databases = await testDatabases();
    const settings = Object.assign(new Settings(), { logLevel: 'silent' });
    const module = await Test.createTestingModule({
      imports: [SettingsModule.with(settings, readPolicy()), LoggingModule, DatabaseModule.with(databases), HttpModule],
      controllers: [Orders],
    }).compile();
    app = module.createNestApplication<NestExpressApplication>({ logger: false, bodyParser: false });
    prepareApp(app);
    app.use((incoming: Request, _answer: Response, next: NextFunction) => {
      identify(incoming, { ...systemActor, id: actorId }, { ip: null, userAgent: null });
      next();
    });
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    await databases.close();
  });

  const send = (key: string, word: string): Promise<request.Response> =>
    request(app.getHttpServer()).post('/orders').set('Idempotency-Key', key).send({ word });
  const bodyOf = (answer: request.Response): unknown => JSON.parse(answer.text);

  it('a repeated request gets the first answer', async () => {
    const first = await send('one', 'a');
    const again = await send('one', 'a');
    expect([again.status, bodyOf(again), again.headers['idempotency-replayed']]).toEqual([201, bodyOf(first), 'true']);
  });

  it('the same key with another body is refused', async () => {
    const answer = await send('one', 'b');
    expect([answer.status, bodyOf(answer)]).toEqual([422, expect.objectContaining({ code: 'idempotency_key_reused' })]);
  });

  it('a key belongs to its actor', async () => {
    actorId = newId();
    expect((await send('one', 'b')).status).toBe(201);
  });

  it('twenty at once are one', async () => {
    const before = calls;
    const statuses: number[] = [];
    const sent = Array.from({ length: 20 }, async () => statuses.push((await send('twenty', 'held')).status));
    await eventually(() => expect(statuses).toEqual(Array(19).fill(409)));
    release();
    await Promise.all(sent);
    expect(calls - before).toBe(1);
    expect(statuses.at(-1)).toBe(201);
  });

  it('a failed request may be repeated', async () => {
    expect((await send('failing', 'fail')).status).toBe(500);
    const before = calls;
    expect((await send('failing', 'fail')).status).toBe(500);
    expect(calls).toBe(before + 1);
  });

  it('a cursor serves its own list alone', () => {
    const cursors = app.get(Cursors);
    const cursor = cursors.encode('people', ['a', 1]);
    expect(cursors.decode('people', cursor)).toEqual(['a', 1]);
    expect(() => cursors.decode('clients', cursor)).toThrow(InvalidCursor);
    const forged = Buffer.from(cursor, 'base64url');
    forged.writeUInt8(forged.readUInt8(20) ^ 1, 20);
    expect(() => cursors.decode('people', forged.toString('base64url'))).toThrow(InvalidCursor);
  });
});
