import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { S3Store, StoreUnavailable } from '../../../src/platform/objects';
import { LyingStore } from '../../support/lying-store';
import { withService } from '../../support/services';
import { inPieces, mib, newKey, readAll, someBytes } from './builders';

/** A store behind TLS with a certificate that openssl has just made. */
withService('openssl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-tls-'));
  let lying: LyingStore;
  let server: Server;
  let ca: string;

  beforeAll(async () => {
    const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=store'];
    const output = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', keyFile, '-out', certificateFile];
    execFileSync('openssl', [...request, ...output], { stdio: 'ignore' });
    ca = readFileSync(certificateFile, 'utf8');
    lying = await LyingStore.start();
    server = createServer({ key: readFileSync(keyFile), cert: ca }, (socket) => {
      const inner = connect(Number(new URL(lying.url).port), '127.0.0.1');
      socket.pipe(inner).pipe(socket);
      for (const end of [socket, inner]) end.on('error', () => inner.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await lying.stop();
    server.close();
    rmSync(folder, { recursive: true });
  });

  function openStore(reading: 'raw' | 'http', trusted: string | undefined): S3Store {
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { region: 'us-east-1', bucket: 'vault', accessKey: 'somebody', secretKey: 'nothing-to-guess' };
    return new S3Store({ url, ...credentials, reading, ca: trusted, retries: { attempts: 2, baseMs: 1 } });
  }

  it.each(['raw', 'http'] as const)('bytes come back by %s', async (reading) => {
    const store = openStore(reading, ca);
    const bytes = someBytes(9 * mib);
    const stored = await store.put(newKey(), inPieces(bytes));
    expect((await readAll(store, stored)).equals(bytes)).toBe(true);
    expect((await readAll(store, stored)).equals(bytes)).toBe(true);
    store.close();
  });

  it.each(['raw', 'http'] as const)('an unknown certificate is refused by %s', async (reading) => {
    const store = openStore(reading, undefined);
    const pin = { start: 0, end: 0, size: 1, etag: 'e', versionId: null };
    await expect(store.get(newKey(), pin)).rejects.toThrow(StoreUnavailable);
    await expect(store.check()).rejects.toThrow(StoreUnavailable);
    store.close();
  });
});
