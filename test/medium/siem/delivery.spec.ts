import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { SiemDelivery } from '../../../src/edge/siem/siem-delivery';
import type { SiemTarget } from '../../../src/edge/siem/siem-target';
import { siemTargets } from '../../../src/edge/siem/siem-targets';
import { RotatedFiles } from '../../../src/edge/siem/transports/rotated-files';
import { newId } from '../../../src/kernel';
import { JobRegistry } from '../../../src/platform/jobs';
import { Settings } from '../../../src/platform/settings';
import { LogFeed } from '../../../src/trust/audit';
import { newCertificateKey, selfSignedCertificate } from '../../../src/trust/keys';
import { fill, opening, type TestLog, testLog } from '../../support/audit-log';
import { asSuperuser } from '../../support/vault-database';

/** Octet-counted messages, taken apart. */
function messagesOf(bytes: Buffer): string[] {
  const messages: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(' ', at);
    const end = space + 1 + Number(bytes.subarray(at, space).toString());
    messages.push(bytes.subarray(space + 1, end).toString());
    at = end;
  }
  return messages;
}

describe('handing the log on', () => {
  let log: TestLog;
  let folder: string;
  let tls: TlsServer;
  let http: Server;
  let receive: (request: IncomingMessage, body: string, response: ServerResponse) => void;
  const connections: Buffer[] = [];

  const settings = (change: Partial<Settings>) =>
    Object.assign(new Settings(), { siemPrivateAddresses: true, siemCaFile: join(folder, 'ca.pem'), ...change });
  const portOf = (server: Server | TlsServer) => (server.address() as AddressInfo).port;
  const deliveryOf = (chosen: Settings, targets = siemTargets(chosen)) => {
    const { vault } = log.databases;
    const feed = new LogFeed(vault, log.parts);
    return { delivery: new SiemDelivery(targets, vault, feed, log.audit, new JobRegistry(), chosen), targets };
  };
  const deliver = async (change: Partial<Settings>) => {
    const { delivery, targets } = deliveryOf(settings(change));
    const [target] = targets;
    if (target === undefined) throw new Error('no target');
    await delivery.deliver(target);
    return delivery;
  };
  const forget = () => log.databases.vault.dataSource.query('UPDATE siem.target SET next = 0');

  beforeAll(async () => {
    log = await testLog();
    log.sequencer.start();
    await fill(log, 5);
    mkdirSync('.test-data', { recursive: true });
    folder = mkdtempSync(resolve('.test-data', 'siem-'));
    const key = await newCertificateKey();
    const cert = selfSignedCertificate(key, { commonName: 'siem', hostNames: ['localhost'], notBefore: new Date() });
    writeFileSync(join(folder, 'ca.pem'), cert);
    tls = createTlsServer({ key, cert }, (socket) => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('end', () => connections.push(Buffer.concat(chunks)));
      socket.on('error', () => undefined);
    });
    http = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => receive(request, Buffer.concat(chunks).toString(), response));
    });
    for (const server of [tls, http]) await new Promise<void>((done) => server.listen(0, 'localhost', done));
  }, 60_000);
  afterAll(async () => {
    tls.close();
    http.close();
    await log.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    receive = (_request, _body, response) => void response.writeHead(204).end();
  });

  it('reaches a syslog receiver over TLS, in order', async () => {
    await deliver({ siemSyslogUrl: `tls://localhost:${portOf(tls)}` });
    const messages = messagesOf(Buffer.concat(connections));
    expect(messages.length).toBeGreaterThanOrEqual(5);
    expect(messages.map((message) => Number(/cn1=(\d+)/.exec(message)?.[1]))).toEqual(messages.map((_, n) => n));
    expect(messages[0]).toMatch(/^<110>1 \S+ \S+ strongroom - media\.read\.open - \ufeffCEF:0\|/);
  });

  it('a receiver that nobody vouches for gets nothing', async () => {
    await forget();
    const before = connections.length;
    const other = join(folder, 'other.pem');
    const cert = selfSignedCertificate(await newCertificateKey(), {
      commonName: 'x',
      hostNames: ['localhost'],
      notBefore: new Date(),
    });
    writeFileSync(other, cert);
    const change = { siemSyslogUrl: `tls://localhost:${portOf(tls)}`, siemCaFile: other };
    await expect(deliver(change)).rejects.toMatchObject({ code: expect.stringMatching(/CERT|SIGNATURE/) as string });
    expect(connections.slice(before).every(({ length }) => length === 0)).toBe(true);
  });

  it('is a POST of lines with the token', async () => {
    const got: { headers: IncomingMessage['headers']; body: string }[] = [];
    receive = (request, body, response) => {
      got.push({ headers: request.headers, body });
      response.writeHead(204).end();
    };
    await deliver({ siemHttpUrl: `http://localhost:${portOf(http)}/in`, siemHttpToken: 'a token of the receiver' });
    const lines = got
      .flatMap(({ body }) => body.trim().split('\n'))
      .map((line) => JSON.parse(line) as { metadata: object });
    expect(lines[0]).toMatchObject({ class_uid: 6006, metadata: { sequence: 0 } });
    expect(got[0]?.headers).toMatchObject({
      authorization: 'Bearer a token of the receiver',
      'content-type': 'application/x-ndjson',
    });
  });

  it('comes again when the receiver fails, and loses nothing', async () => {
    await forget();
    const [seen, answers] = [[] as number[], [503, 204]];
    receive = (_request, body, response) => {
      const status = answers.shift() ?? 204;
      for (const line of body.trim().split('\n'))
        seen.push((JSON.parse(line) as { metadata: { sequence: number } }).metadata.sequence);
      response.writeHead(status).end();
    };
    const change = { siemHttpUrl: `http://localhost:${portOf(http)}/in` };
    await expect(deliver(change)).rejects.toThrow('the receiver answered 503');
    const delivery = deliveryOf(settings(change)).delivery;
    expect((await delivery.list())[0]).toMatchObject({ name: 'http', next: 0, failure: 'http_503' });
    await deliver(change);
    const [first, again] = [seen.slice(0, seen.lastIndexOf(0)), seen.slice(seen.lastIndexOf(0))];
    expect(again).toEqual(again.map((_, n) => n));
    expect(first).toEqual(again.slice(0, first.length));
    expect((await delivery.list())[0]).toMatchObject({ failure: null, next: again.length });
  });

  it('a redirect is not followed', async () => {
    await forget();
    receive = (_request, _body, response) => void response.writeHead(307, { location: 'http://localhost:1/' }).end();
    await expect(deliver({ siemHttpUrl: `http://localhost:${portOf(http)}/in` })).rejects.toThrow('answered 307');
  });

  it.each(['http://localhost:PORT/in', 'http://127.0.0.1:PORT/in', 'http://[::1]:PORT/in'])(
    'refuses %s unless private addresses are allowed',
    async (url) => {
      await forget();
      const siemHttpUrl = url.replace('PORT', String(portOf(http)));
      await expect(deliver({ siemHttpUrl, siemPrivateAddresses: false })).rejects.toMatchObject({ code: 'forbidden' });
    },
  );

  it('addresses stay here unless they are wanted', async () => {
    const bodies: string[] = [];
    receive = (_request, body, response) => {
      bodies.push(body);
      response.writeHead(204).end();
    };
    for (const siemPersonal of [false, true]) {
      await forget();
      await deliver({ siemHttpUrl: `http://localhost:${portOf(http)}/in`, siemPersonal });
    }
    const withAddress = bodies.map((body) => body.includes('203.0.113.9'));
    expect([withAddress[0], withAddress.at(-1)]).toEqual([false, true]);
  });

  it('goes into files that rotate and stay few', async () => {
    const dir = join(folder, 'files');
    const transport = new RotatedFiles({ folder: dir, maxBytes: 1_000, keep: 2 });
    const target: SiemTarget = { name: 'files', format: 'ecs', transport };
    const { delivery } = deliveryOf(settings({ siemFilesDir: dir }), [target]);
    for (let round = 0; round < 4; round += 1) {
      await log.audit.recordSealed(opening());
      await delivery.deliver(target);
    }
    const names = readdirSync(dir).sort();
    expect(names.filter((name) => name !== 'access.log')).toHaveLength(2);
    const newest = readFileSync(join(dir, names.filter((name) => name !== 'access.log').at(-1) ?? ''), 'utf8');
    for (const line of newest.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ ecs: {} });
    expect(statSync(join(dir, names[0] ?? '')).mode & 0o777).toBe(0o600);
  });

  it('is an entry, and silent about itself', async () => {
    await log.audit.recordSealed(opening());
    const change = { siemHttpUrl: `http://localhost:${portOf(http)}/in` };
    for (let round = 0; round < 5; round += 1) {
      await deliver(change);
      await log.audit.sealed(await log.audit.recordAlone(opening({ actor: { ...opening().actor, id: newId() } })));
    }
    await deliver(change);
    const quiet = async () => {
      const { entries, size } = await new LogFeed(log.databases.vault, log.parts).read(
        { actor: opening().actor, origin: { ip: null, userAgent: null }, traceId: 't' },
        { from: 0, limit: 500, personal: false },
      );
      return { size, told: entries.filter(({ type }) => type === 'siem.delivered') };
    };
    for (let before = -1; before !== (await quiet()).size;) {
      before = (await quiet()).size;
      await deliver(change);
      await new Promise((done) => setTimeout(done, 300));
    }
    expect((await quiet()).told.at(-1)).toMatchObject({ actor: { kind: 'system' }, reason: 'http' });
  });

  it('an entry that was changed stops its target', async () => {
    await forget();
    await asSuperuser(log.databases.url('superuser'), (db) =>
      db.query("SET session_replication_role = 'replica'; UPDATE audit.leaf SET body = body || '\\x20' WHERE n = 1"),
    );
    await expect(deliver({ siemHttpUrl: `http://localhost:${portOf(http)}/in` })).rejects.toMatchObject({
      code: 'integrity_failed',
    });
  });
});
