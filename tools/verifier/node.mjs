import { createHash, createHmac, createPublicKey, verify as verifySignature } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readPem } from './certificate.mjs';
import { Files } from './files.mjs';
import { verify } from './verify.mjs';

const usage = `Checks an exported log (folder), an evidence bundle (folder or ZIP) or a proof, offline.

  node verify.mjs [--key FILE] [--witness FILE]... [--certificate FILE] [--tsa FILE] [--json] PATH...

  --key FILE      the log's public key, from somewhere else than what is checked
  --certificate FILE  the certificate (PEM) of the installation that signs bundles
  --tsa FILE      root certificates (PEM) of time-stamping authorities
  --witness FILE  the public key of a witness who has to have cosigned
  --json          the report as JSON

Give a proof together with its entry: node verify.mjs --key key 7.tlog-proof 7.leaf
Exit status: 0 nothing is wrong, 1 something does not hold, 2 wrong call.`;

const platform = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  hmacSha256: (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
  verifyEd25519: (key, signature, bytes) => verifySignature(null, bytes, ed25519(key), signature),
  async sha256OfFile(source) {
    const hash = createHash('sha256');
    for (let at = 0; at < source.size; at += 1 << 20) hash.update(await source.slice(at, at + (1 << 20)));
    return new Uint8Array(hash.digest());
  },
};

function ed25519(key) {
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') },
    format: 'jwk',
  });
}

/** A file on disk as slices; it is opened for each, so that a log of many tiles holds none open. */
function fileSource(path) {
  const { size } = lstatSync(path);
  return {
    size,
    async slice(from, to) {
      const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
      const file = await open(path);
      try {
        await file.read(bytes, 0, bytes.length, from);
      } finally {
        await file.close();
      }
      return bytes;
    },
  };
}

async function filesOf(paths) {
  const sources = new Map();
  for (const path of paths) {
    const folder = lstatSync(path).isDirectory();
    const entries = folder ? await readdir(path, { recursive: true, withFileTypes: true }) : [];
    for (const entry of entries.filter((each) => each.isFile())) {
      const file = join(entry.parentPath ?? entry.path, entry.name);
      sources.set(relative(path, file).replaceAll('\\', '/'), () => fileSource(file));
    }
    if (!folder) sources.set(basename(path), () => fileSource(path));
  }
  return new Files(sources);
}

function certificatesIn(path) {
  const read = path === undefined ? [] : readPem(readFileSync(path, 'utf8'));
  if (read === null) throw new Error(`${path} holds no certificate`);
  return read;
}

async function main() {
  const options = {
    key: { type: 'string' },
    witness: { type: 'string', multiple: true, default: [] },
    certificate: { type: 'string' },
    tsa: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  };
  let call;
  try {
    call = parseArgs({ options, allowPositionals: true });
    if (call.values.help || call.positionals.length === 0) throw new Error(usage);
  } catch (error) {
    console.error(error.message);
    return call?.values.help === true ? 0 : 2;
  }
  const { values, positionals } = call;
  const line = (path) => readFileSync(path, 'utf8').trim();
  let given;
  try {
    const trusted = {
      key: values.key === undefined ? undefined : line(values.key),
      witnesses: values.witness.map(line),
      certificates: certificatesIn(values.certificate),
      roots: certificatesIn(values.tsa),
    };
    given = { files: await filesOf(positionals), trusted };
  } catch (error) {
    console.error(error.message);
    return 2;
  }
  const report = await verify(given.files, { platform, trusted: given.trusted });
  const { verdict, facts, checks } = report;
  console.log(values.json ? JSON.stringify({ verdict, facts, checks }, null, 2) : report.lines().join('\n'));
  return verdict === 'broken' ? 1 : 0;
}

process.exitCode = await main();
