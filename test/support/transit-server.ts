import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * The transit engine of OpenBao and Vault, as their documentation describes it (API, "Transit secrets engine"): keys of type
 * aes256-gcm96, encrypt and decrypt with associated data, `vault:v1:` ciphertexts, deletion only where the key's configuration
 * allows it, 404 for a key that is not there, 403 without the token, `errors` in refusals.
 */
type Answer = { readonly status: number; readonly data?: object; readonly errors?: string[] };
type Body = Record<string, unknown>;

export interface TransitServer {
  readonly url: string;
  readonly token: string;
  readonly keys: ReadonlyMap<string, { readonly bytes: Buffer; deletable: boolean }>;
  stop(): Promise<void>;
}

export async function startTransit(): Promise<TransitServer> {
  const token = randomBytes(12).toString('hex');
  const keys = new Map<string, { bytes: Buffer; deletable: boolean }>();
  const server = createServer((request, response) => {
    void answerTo(request, token, keys).then(({ status, data, errors }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(status === 204 ? undefined : JSON.stringify(errors === undefined ? { data } : { errors }));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, token, keys, stop: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((done) => server.close(() => done()));
}

async function answerTo(
  request: IncomingMessage,
  token: string,
  keys: Map<string, { bytes: Buffer; deletable: boolean }>,
): Promise<Answer> {
  if (request.headers['x-vault-token'] !== token) return { status: 403, errors: ['permission denied'] };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body);
  const [, , mount, act, name = '', more] = (request.url ?? '').split('/');
  if (mount !== 'transit') return { status: 404, errors: [] };
  const key = keys.get(name);
  if (act === 'keys' && request.method === 'POST' && more === undefined) {
    if (key === undefined) keys.set(name, { bytes: randomBytes(32), deletable: false });
    return { status: 200, data: { name } };
  }
  if (key === undefined) return { status: act === 'keys' ? 404 : 400, errors: ['encryption key not found'] };
  if (act === 'keys') return onKey(request.method, more, body, { name, key, keys });
  const aad = Buffer.from(textOf(body, 'associated_data'), 'base64');
  return act === 'encrypt' ? encrypt(key.bytes, aad, body) : decrypt(key.bytes, aad, body);
}

function onKey(
  method: string | undefined,
  more: string | undefined,
  body: Body,
  { name, key, keys }: { name: string; key: { deletable: boolean }; keys: Map<string, unknown> },
): Answer {
  if (method === 'GET') return { status: 200, data: { name, deletion_allowed: key.deletable } };
  if (more === 'config') {
    key.deletable = body['deletion_allowed'] === true;
    return { status: 204 };
  }
  if (!key.deletable) return { status: 400, errors: ['deletion is not allowed for this key'] };
  keys.delete(name);
  return { status: 204 };
}

function encrypt(key: Buffer, aad: Buffer, body: Body): Answer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  const plain = Buffer.from(textOf(body, 'plaintext'), 'base64');
  const bytes = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { status: 200, data: { ciphertext: `vault:v1:${bytes.toString('base64')}` } };
}

function decrypt(key: Buffer, aad: Buffer, body: Body): Answer {
  const bytes = Buffer.from(textOf(body, 'ciphertext').replace('vault:v1:', ''), 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 }).setAAD(aad);
  decipher.setAuthTag(bytes.subarray(-16));
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
    return { status: 200, data: { plaintext: plain.toString('base64') } };
  } catch {
    return { status: 400, errors: ['cipher: message authentication failed'] };
  }
}

function textOf(body: Body, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}
