import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A real authority: `openssl ts` behind HTTP. */
export interface TestAuthority {
  readonly url: string;
  readonly rootFile: string;
  away: boolean;
  /** What openssl itself says of a token over some bytes. */
  accepts(token: Buffer, stamped: string): boolean;
  stop(): Promise<void>;
}

const config = (folder: string): string => `
[ tsa ]
default_tsa = main
[ main ]
serial = ${folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

function openssl(folder: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
}

/** Makes a root and, under it, a certificate; `usage` is its extended key usage. */
export function makeAuthority(folder: string, usage = 'critical,timeStamping'): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'serial'), '01\n');
  writeFileSync(join(folder, 'tsa.cnf'), config(folder));
  writeFileSync(join(folder, 'usage.cnf'), `extendedKeyUsage = ${usage}\nkeyUsage = critical,digitalSignature\n`);
  const root = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'root.key', '-out', 'root.pem'];
  openssl(folder, ...root, '-days', '10', '-subj', '/CN=Test root');
  openssl(
    folder,
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'tsa.key',
    '-out',
    'tsa.csr',
    '-subj',
    '/CN=Test TSA',
  );
  const sign = ['x509', '-req', '-in', 'tsa.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial'];
  openssl(folder, ...sign, '-out', 'tsa.pem', '-days', '5', '-extfile', 'usage.cnf');
}

/** What the authority of this folder answers to a query. */
export function reply(folder: string, query: Buffer): Buffer {
  writeFileSync(join(folder, 'query.tsq'), query);
  const files = ['-queryfile', 'query.tsq', '-signer', 'tsa.pem', '-inkey', 'tsa.key', '-config', 'tsa.cnf'];
  openssl(folder, 'ts', '-reply', ...files, '-out', 'reply.tsr');
  return readFileSync(join(folder, 'reply.tsr'));
}

/** The TSTInfo in a token. */
export function contentOfToken(folder: string, token: Buffer): Buffer {
  writeFileSync(join(folder, 'token.der'), token);
  openssl(folder, 'cms', '-verify', '-noverify', '-inform', 'DER', '-in', 'token.der', '-out', 'content.der');
  return readFileSync(join(folder, 'content.der'));
}

/** A token over this TSTInfo by whatever certificate the folder has: `openssl ts` itself signs with proper ones only. */
export function signContent(folder: string, content: Buffer): Buffer {
  writeFileSync(join(folder, 'content.der'), content);
  const type = ['-nodetach', '-binary', '-econtent_type', '1.2.840.113549.1.9.16.1.4', '-nosmimecap', '-md', 'sha256'];
  const files = ['-in', 'content.der', '-signer', 'tsa.pem', '-inkey', 'tsa.key', '-out', 'signed.der'];
  openssl(folder, 'cms', '-sign', '-outform', 'DER', ...type, ...files);
  return readFileSync(join(folder, 'signed.der'));
}

export async function startAuthority(folder: string): Promise<TestAuthority> {
  makeAuthority(folder);
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (authority.away) response.writeHead(503).end();
      else
        response
          .writeHead(200, { 'Content-Type': 'application/timestamp-reply' })
          .end(reply(folder, Buffer.concat(pieces)));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const authority: TestAuthority = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    rootFile: join(folder, 'root.pem'),
    away: false,
    accepts: (token, stamped) => accepts(folder, token, stamped),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return authority;
}

function accepts(folder: string, token: Buffer, stamped: string): boolean {
  writeFileSync(join(folder, 'token.der'), token);
  writeFileSync(join(folder, 'stamped'), stamped);
  try {
    openssl(folder, 'ts', '-verify', '-in', 'token.der', '-token_in', '-data', 'stamped', '-CAfile', 'root.pem');
    return true;
  } catch {
    return false;
  }
}
