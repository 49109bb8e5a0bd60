import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VerifierKey } from '../../format/verifier-key';

/** Reads the witness's own key from its folder, or makes one there: the first start decides who this witness is. */
export async function witnessKey(folder: string, name: string): Promise<{ key: VerifierKey; privateKey: KeyObject }> {
  const path = join(folder, 'witness-key.pem');
  const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await keepNew(path, made);
  const privateKey = createPrivateKey(await readFile(path, 'utf8'));
  return { key: { name, type: 4, publicKey: createPublicKey(privateKey) }, privateKey };
}

async function keepNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'EEXIST') return null;
    throw error;
  });
  if (file === null) return;
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
