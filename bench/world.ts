import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type S3Service, startMinio } from '../test/support/services';
import { type DataPathConfig } from './servers/data-path';
import { Measured } from './processes';
import { BenchVault } from './vault';

const root = join(__dirname, '..');
/** The head of an MP4 file, so that the vault knows the type. */
const movie = Buffer.from('0000001c6674797069736f6d0000020069736f6d69736f32617663316d703431', 'hex');

/** Everything that the benches run against; what cannot be had is null and its rows are left out. */
export class World {
  private readonly ends: (() => Promise<void> | void)[] = [];
  private plainServer: Promise<Measured> | null = null;
  private minioServer: Promise<S3Service | null> | null = null;
  private readonly vaults = new Map<'directory' | 's3', Promise<BenchVault | null>>();
  readonly folder: string;

  constructor() {
    mkdirSync(join(root, '.bench'), { recursive: true });
    this.folder = mkdtempSync(join(root, '.bench', 'run-'));
    this.ends.push(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** A file of random bytes that begins like a film. */
  file(mib: number, bytes = mib * 2 ** 20): string {
    const path = join(this.folder, `source-${bytes}.mp4`);
    if (existsSync(path)) return path;
    const file = openSync(path, 'w');
    const block = randomBytes(2 ** 20);
    for (let at = 0; at < bytes; at += block.length) {
      // Different blocks, so that nothing on the way can take one for another.
      block.writeDoubleBE(at, 64);
      movie.copy(block, 0);
      writeSync(file, block, 0, Math.min(block.length, bytes - at));
    }
    closeSync(file);
    return path;
  }

  plain(): Promise<Measured> {
    this.plainServer ??= this.keep(Measured.server('plain', {}));
    return this.plainServer;
  }

  minio(): Promise<S3Service | null> {
    this.minioServer ??= startMinio().then(
      (service) => {
        this.ends.push(() => service.stop());
        return service;
      },
      () => null,
    );
    return this.minioServer;
  }

  dataPath(config: DataPathConfig): Promise<Measured> {
    return this.keep(Measured.server('data-path', config));
  }

  /** Embedded database; objects in a directory, or on MinIO where there is one. */
  vault(kind: 'directory' | 's3'): Promise<BenchVault | null> {
    const running = this.vaults.get(kind) ?? this.startVault(kind);
    this.vaults.set(kind, running);
    return running;
  }

  async vaultEnv(kind: 'directory' | 's3', name: string): Promise<Record<string, string> | null> {
    const env = { STRONGROOM_DATA_DIR: join(this.folder, name), STRONGROOM_PORT: '0', STRONGROOM_LOG_LEVEL: 'error' };
    if (kind === 'directory') return env;
    const minio = await this.minio();
    if (!minio) return null;
    return {
      ...env,
      STRONGROOM_OBJECTS: 's3',
      STRONGROOM_S3_URL: `http://${minio.host}:${minio.port}`,
      STRONGROOM_S3_BUCKET: await minio.makeBucket(),
      STRONGROOM_S3_ACCESS_KEY: minio.accessKey,
      STRONGROOM_S3_SECRET_KEY: minio.secretKey,
    };
  }

  /** Puts a file into MinIO as it is, or with MinIO's own encryption, and says where to fetch it. */
  async storeBare(file: string, { sse }: { sse: boolean }): Promise<string | null> {
    const minio = await this.minio();
    if (!minio) return null;
    const bucket = await minio.makeBucket();
    const name = createHash('sha256').update(file).digest('hex');
    await minio.client.fPutObject(bucket, name, file, sse ? { 'X-Amz-Server-Side-Encryption': 'AES256' } : {});
    return minio.client.presignedGetObject(bucket, name, 3600 * 6);
  }

  /** Where curl can put a file into MinIO as it is. */
  async placeForBare(): Promise<string | null> {
    const minio = await this.minio();
    return minio ? minio.client.presignedPutObject(await minio.makeBucket(), 'upload', 3600 * 6) : null;
  }

  async end(): Promise<void> {
    for (const end of this.ends.reverse()) await Promise.resolve(end()).catch(() => undefined);
  }

  async keep(starting: Promise<Measured>): Promise<Measured> {
    const server = await starting;
    this.ends.push(() => server.stop());
    return server;
  }

  private async startVault(kind: 'directory' | 's3'): Promise<BenchVault | null> {
    const env = await this.vaultEnv(kind, `vault-${kind}`);
    if (!env) return null;
    const vault = await BenchVault.start(env);
    this.ends.push(() => vault.server.stop());
    return vault;
  }
}
