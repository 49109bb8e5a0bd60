import { armor, Decrypter, Encrypter } from 'age-encryption';
import { type Id, isId } from '../../../kernel';
import type { Root } from '../custody/key-provider';
import { isRoot } from '../custody/keyfile';
import { EscrowRefused } from '../keys.errors';

/** A role, and whose age keys open its layer: one holder's, and those of deputies. */
export type Custodian = { readonly role: string; readonly recipients: readonly string[] };

/** What an escrow brings back: the root of one epoch, and the lookup secret beside it. */
export interface EscrowContents {
  readonly format: 'strongroom-escrow';
  readonly version: 1;
  readonly vaultId: Id;
  readonly root: Root;
  readonly lookupSecret: string;
}

const roleName = /^[a-z][a-z0-9 _-]{1,40}$/;
const fewest = 2;
const most = 5;

/**
 * The roots in one age layer (age-encryption.org/v1) for each custodian, the first one's innermost: all of them are needed, in the
 * reverse order, and `age -d` is all that it takes. Text, so that it may be printed.
 */
export async function sealEscrow(contents: EscrowContents, custodians: readonly Custodian[]): Promise<string> {
  assertApart(custodians);
  let layer: Uint8Array = Buffer.from(JSON.stringify(contents));
  for (const custodian of custodians) layer = await layerFor(custodian).encrypt(layer);
  return armor.encode(layer);
}

/** Whatever does not open is refused with one sentence. */
export async function openEscrow(text: string, identities: readonly string[]): Promise<EscrowContents> {
  const decrypter = new Decrypter();
  try {
    for (const identity of identities) decrypter.addIdentity(identity);
    let layer = armor.decode(text);
    for (let depth = 0; depth < most; depth += 1) {
      layer = await decrypter.decrypt(layer);
      const contents = parsed(layer);
      if (isContents(contents)) return contents;
    }
  } catch {
    // What the library says may quote what it was given.
  }
  throw new EscrowRefused('closed');
}

/** At least two roles, and nobody's key in two of them: otherwise one person could open it alone. */
export function assertApart(custodians: readonly Custodian[]): void {
  const keys = custodians.flatMap(({ recipients }) => recipients);
  const roles = new Set(custodians.map(({ role }) => role));
  if (custodians.length < fewest || custodians.length > most) throw new EscrowRefused('custodians');
  if (roles.size < custodians.length || new Set(keys).size < keys.length) throw new EscrowRefused('custodians');
  for (const custodian of custodians) layerFor(custodian);
}

function layerFor({ role, recipients }: Custodian): Encrypter {
  const encrypter = new Encrypter();
  try {
    if (!roleName.test(role) || recipients.length === 0) throw new EscrowRefused('custodians');
    for (const recipient of recipients) encrypter.addRecipient(recipient);
  } catch {
    throw new EscrowRefused('custodians');
  }
  return encrypter;
}

/** Null while there is another layer below. */
function parsed(layer: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(layer).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

function isContents(value: unknown): value is EscrowContents {
  if (typeof value !== 'object' || value === null) return false;
  const { format, version, vaultId, root, lookupSecret } = value as Partial<Record<keyof EscrowContents, unknown>>;
  return (
    format === 'strongroom-escrow' && version === 1 && isId(vaultId) && isRoot(root) && typeof lookupSecret === 'string'
  );
}
