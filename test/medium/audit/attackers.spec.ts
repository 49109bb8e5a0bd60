import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Client } from 'pg';
import { newId } from '../../../src/kernel';
import { type PersonalParts, type VerificationResult, verifyDatabase } from '../../../src/trust/audit';
import { canonicalJson, type CanonicalValue } from '../../../src/trust/audit/format/canonical';
import { signCheckpoint } from '../../../src/trust/audit/format/note';
import { CompactRange, leafHash, perfectRoot, rootOf } from '../../../src/trust/audit/format/tree';
import { leafColumns } from '../../../src/trust/audit/search-columns';
import { opening, type TestLog, testLog } from '../../support/audit-log';
import { asSuperuser } from '../../support/vault-database';

const size = 300;

/** Who holds the superuser's password, and what the verifier says afterwards. Each attack is undone again. */
describe('an attacker with the database superuser', () => {
  let log: TestLog;

  beforeAll(async () => {
    log = await testLog();
    log.sequencer.start();
    for (let i = 0; i < size - 100; i += 1) await log.audit.recordAlone(opening());
    // The last hundred get checkpoints of their own, outside any full tile.
    for (let i = 0; i < 100; i += 1)
      await log.audit.recordSealed(opening({ private: { owner: newId(), payload: { fileName: `${i}.jpg` } } }));
    await log.sequencer.stop();
  });
  afterAll(() => log.close());

  const verify = (parts: PersonalParts | null = log.parts): Promise<VerificationResult> => {
    const { origin, publicKey } = log.options;
    return verifyDatabase({ database: log.databases.vault, log: { origin, publicKey }, parts });
  };

  /** Commits what the attacker does, verifies, and puts everything back from copies. */
  async function attack(
    act: (db: Client) => Promise<unknown>,
    parts: PersonalParts | null = log.parts,
  ): Promise<VerificationResult> {
    const tables = ['leaf', 'checkpoint', 'tile', 'head', 'private'];
    const url = log.databases.url('superuser');
    await asSuperuser(url, async (db) => {
      for (const table of tables)
        await db.query(`DROP TABLE IF EXISTS public.${table}; CREATE TABLE public.${table} AS TABLE audit.${table}`);
      await db.query("SET session_replication_role = 'replica'");
      await act(db);
    });
    const result = await verify(parts);
    await asSuperuser(url, async (db) => {
      await db.query(
        "SET session_replication_role = 'replica'; ALTER TABLE audit.leaf DROP CONSTRAINT IF EXISTS leaf_pkey CASCADE",
      );
      for (const table of tables)
        await db.query(`DELETE FROM audit.${table}; INSERT INTO audit.${table} SELECT * FROM public.${table}`);
      await db.query('ALTER TABLE audit.leaf ADD PRIMARY KEY (n)');
    });
    return result;
  }

  const kinds = (result: VerificationResult) =>
    result.findings.map(({ kind, n, from }) => [kind, ...(from === undefined ? [] : [from]), n]);

  /** The leaf's bytes with another decision, as somebody who knows the format writes them. */
  async function forged(db: Client, n: number): Promise<Buffer> {
    const { rows } = await db.query<{ body: Buffer }>('SELECT body FROM audit.leaf WHERE n = $1', [n]);
    const leaf = JSON.parse(String(rows[0]?.body)) as { e: { decision: string } } & Record<string, CanonicalValue>;
    return Buffer.from(canonicalJson({ ...leaf, e: { ...leaf.e, decision: 'deny' } }));
  }

  it('who does nothing leaves it intact', async () => {
    const result = await attack(() => Promise.resolve());
    expect(result).toMatchObject({ intact: true, findings: [], gaps: 0, entries: { found: size, expected: size } });
    expect(result.checkpoints.confirmed).toBe(result.checkpoints.found);
    expect(result.personal).toMatchObject({ present: size + 100, missing: 0, mismatch: 0, notChecked: 0 });
  });

  it('who edits an entry is named', async () => {
    const result = await attack(async (db) =>
      db.query("UPDATE audit.leaf SET body = $1, decision = 'deny' WHERE n = 270", [await forged(db, 270)]),
    );
    expect(kinds(result)).toEqual([['leaf_changed', 270]]);
  });

  it('who edits and rehashes is named', async () => {
    const result = await attack(async (db) => {
      const body = await forged(db, 17);
      await db.query("UPDATE audit.leaf SET body = $1, hash = $2, decision = 'deny' WHERE n = 17", [
        body,
        leafHash(body),
      ]);
    });
    expect(kinds(result)).toEqual([['leaf_changed', 17]]);
  });

  it('who rehashes beyond the tiles leaves a range', async () => {
    const result = await attack(async (db) => {
      const body = await forged(db, 280);
      await db.query("UPDATE audit.leaf SET body = $1, hash = $2, decision = 'deny' WHERE n = 280", [
        body,
        leafHash(body),
      ]);
    });
    expect(kinds(result)).toEqual([['history_changed', 280]]);
  });

  it('who changes only the hash beside it is named', async () => {
    const result = await attack((db) => db.query('UPDATE audit.leaf SET hash = sha256(body) WHERE n = 290'));
    expect(kinds(result)).toEqual([['hash_column', 290]]);
  });

  it('who changes a tile is named', async () => {
    const result = await attack((db) =>
      db.query('UPDATE audit.tile SET hashes = set_byte(hashes, 32 * 5, 1 # get_byte(hashes, 32 * 5))'),
    );
    expect(kinds(result)).toEqual([['tile_differs', 5]]);
  });

  it('who deletes an entry is named', async () => {
    const result = await attack((db) => db.query('DELETE FROM audit.leaf WHERE n = 100'));
    expect(kinds(result)).toEqual([['gap', 100]]);
    expect(result).toMatchObject({ gaps: 1, entries: { found: size - 1, expected: size } });
  });

  it('who deletes and renumbers is named', async () => {
    const result = await attack((db) =>
      db.query('DELETE FROM audit.leaf WHERE n = 296; UPDATE audit.leaf SET n = n - 1 WHERE n > 296'),
    );
    expect(kinds(result)).toEqual(
      expect.arrayContaining([
        ['wrong_place', 296],
        ['wrong_place', 298],
        ['history_changed', 296],
      ]),
    );
  });

  it('who swaps two entries is named', async () => {
    const result = await attack((db) =>
      db
        .query(
          'UPDATE audit.leaf SET n = -1 WHERE n = 40; UPDATE audit.leaf SET n = 40 WHERE n = 41; UPDATE audit.leaf SET n = 41 WHERE n = -1',
        )
        .catch(() =>
          db.query(`UPDATE audit.leaf a SET body = b.body, hash = b.hash, id = b.id FROM public.leaf b
                         WHERE (a.n, b.n) IN ((40, 41), (41, 40))`),
        ),
    );
    expect(kinds(result)).toEqual(
      expect.arrayContaining([
        ['wrong_place', 40],
        ['wrong_place', 41],
      ]),
    );
  });

  it('who repeats an entry is named', async () => {
    const result = await attack(async (db) => {
      await db.query('ALTER TABLE audit.leaf DROP CONSTRAINT leaf_pkey');
      await db.query('INSERT INTO audit.leaf SELECT * FROM audit.leaf WHERE n = 50');
    });
    expect(kinds(result)).toEqual(
      expect.arrayContaining([
        ['repeated', 50],
        ['repeated_id', 50],
      ]),
    );
  });

  it('who changes a search column is named', async () => {
    const result = await attack((db) => db.query('UPDATE audit.leaf SET actor = $1 WHERE n = 60', [newId()]));
    expect(kinds(result)).toEqual([['search_columns', 60]]);
  });

  it('who changes any of the search columns is named', async () => {
    const result = await attack(async (db) => {
      for (const [i, { column, type, name }] of leafColumns.entries()) {
        const other = { uuid: newId(), timestamptz: '2026-01-01T00:00:00Z', text: 'other' }[type];
        // In every other column null is a change as well.
        const value = i % 2 === 1 && nullable.includes(name) ? null : other;
        await db.query(`UPDATE audit.leaf SET ${column} = $1 WHERE n = $2`, [value, 3 * i]);
      }
    });
    expect(kinds(result)).toEqual(leafColumns.map((_column, i) => ['search_columns', 3 * i]));
  });

  it('who drops a period is named', async () => {
    const result = await attack((db) =>
      db.query(
        'DELETE FROM audit.leaf WHERE n BETWEEN 120 AND 179; DELETE FROM audit.private WHERE n BETWEEN 120 AND 179',
      ),
    );
    expect(kinds(result)).toEqual([['gap', 120, 179]]);
  });

  it('who drops a period and its tile is named', async () => {
    const result = await attack((db) =>
      db.query('DELETE FROM audit.leaf WHERE n BETWEEN 120 AND 179; DELETE FROM audit.tile'),
    );
    expect(kinds(result)).toEqual(
      expect.arrayContaining([
        ['gap', 120, 179],
        ['tile_missing', 0, 255],
      ]),
    );
  });

  it('who removes a tile is named', async () => {
    const result = await attack((db) => db.query('DELETE FROM audit.tile'));
    expect(kinds(result)).toEqual([['tile_missing', 0, 255]]);
  });

  it('who changes the root beside a tile is named', async () => {
    const result = await attack((db) => db.query("UPDATE audit.tile SET root = sha256('x')"));
    expect(kinds(result)).toEqual([['tile_root', 0, 255]]);
  });

  it('who rewrites all but the signatures is named', async () => {
    const result = await attack(async (db) => {
      const body = await forged(db, 20);
      await db.query("UPDATE audit.leaf SET body = $1, hash = $2, decision = 'deny' WHERE n = 20", [
        body,
        leafHash(body),
      ]);
      await rewriteTree(db);
    });
    expect(kinds(result)).toContainEqual(['checkpoint_replaced', 299]);
    expect(result.checkpoints.confirmed).toBeLessThan(result.checkpoints.found);
  });

  it('who also has the key needs a witness to be caught', async () => {
    const result = await attack(async (db) => {
      const body = await forged(db, 20);
      await db.query("UPDATE audit.leaf SET body = $1, hash = $2, decision = 'deny' WHERE n = 20", [
        body,
        leafHash(body),
      ]);
      await rewriteTree(db, log.options);
    });
    expect(result).toMatchObject({ intact: true, anchors: 'none' });
  });

  it('who cuts off the tail alone is named', async () => {
    const result = await attack((db) => db.query('DELETE FROM audit.leaf WHERE n >= 290'));
    expect(kinds(result)).toContainEqual(['gap', 290, 299]);
    expect(result.gaps).toBe(10);
  });

  it('a tail cut off cleanly needs an anchor', async () => {
    const result = await attack((db) => rollBack(db, 290));
    expect(result.intact).toBe(true);
    expect(result.anchors).toBe('none');
  });

  it('who adds an entry without a checkpoint is named', async () => {
    const result = await attack((db) => db.query('DELETE FROM audit.checkpoint WHERE size = 300'));
    expect(kinds(result)).toContainEqual(['beyond_checkpoint', 299]);
  });

  it('an older checkpoint in place of another is named', async () => {
    const result = await attack((db) =>
      db.query(
        'UPDATE audit.checkpoint c SET note = o.note, root = o.root FROM public.checkpoint o WHERE c.size = 300 AND o.size = 290',
      ),
    );
    expect(kinds(result)).toEqual([['checkpoint_replaced', 299]]);
  });

  it('a checkpoint signed by another key is named', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    const result = await attack((db) => resign(db, log.options.origin, other));
    expect(kinds(result)).toContainEqual(['checkpoint_unknown_key', 299]);
  });

  it('a forged key id is named', async () => {
    const other = generateKeyPairSync('ed25519').privateKey;
    const result = await attack(async (db) => {
      const note = await resign(db, log.options.origin, other);
      await db.query('UPDATE audit.checkpoint SET note = $1 WHERE size = 300', [withKeyIdOf(note, await noteOf(db))]);
    });
    expect(kinds(result)).toContainEqual(['checkpoint_forged', 299]);
  });

  it('who changes the head is named', async () => {
    const result = await attack((db) => db.query('UPDATE audit.head SET size = 299'));
    expect(kinds(result)).toEqual([['head_differs', null]]);
  });

  it('who swaps personal parts is named', async () => {
    const result = await attack((db) =>
      db.query(`UPDATE audit.private a SET sealed = b.sealed, key_id = b.key_id FROM public.private b
                 WHERE a.part = 'actor' AND b.part = 'actor' AND (a.n, b.n) IN ((210, 211), (211, 210))`),
    );
    expect(kinds(result)).toEqual([
      ['personal_mismatch', 210],
      ['personal_mismatch', 211],
    ]);
  });

  it('who hides or moves an address is named', async () => {
    const result = await attack((db) =>
      db.query(`UPDATE audit.private SET address_tag = NULL, network_tag = NULL WHERE n = 130 AND part = 'actor';
        UPDATE audit.private SET network_tag = sha256('other') WHERE n = 131 AND part = 'actor';
        UPDATE audit.private SET address_tag = a.address_tag, network_tag = a.network_tag, at = a.at
          FROM audit.private a WHERE audit.private.n = 230 AND audit.private.part = 'subject' AND a.n = 230 AND a.part = 'actor';
        UPDATE audit.private SET at = at + interval '1 hour' WHERE n = 132 AND part = 'actor'`),
    );
    expect(kinds(result)).toEqual([
      ['personal_search', 130],
      ['personal_search', 131],
      ['personal_search', 230],
      ['personal_search', 132],
    ]);
  });

  it('who moves an address in time is named without keys', async () => {
    const move = "UPDATE audit.private SET at = at + interval '1 hour' WHERE n = 132 AND part = 'actor'";
    expect(kinds(await attack((db) => db.query(move), null))).toEqual([['personal_search', 132]]);
  });

  it('who deletes a personal part is named', async () => {
    const result = await attack((db) => db.query("DELETE FROM audit.private WHERE n = 220 AND part = 'subject'"));
    expect(kinds(result)).toEqual([['personal_missing', 220]]);
  });

  it('who meddles with parts is named without the keystore', async () => {
    const result = await attack(
      (db) =>
        db.query(`DELETE FROM audit.private WHERE n = 220 AND part = 'subject';
          INSERT INTO audit.private (n, part, key_id, owner, sealed) SELECT 17, 'subject', key_id, owner, sealed
            FROM audit.private WHERE n = 230 AND part = 'subject';
          UPDATE audit.private SET sealed = NULL, erased_by = 5 WHERE n = 240 AND part = 'subject';
          INSERT INTO audit.private (n, part, key_id, owner, sealed) SELECT 5000, 'subject', key_id, owner, sealed
            FROM audit.private WHERE n = 230 AND part = 'subject'`),
      null,
    );
    expect(kinds(result)).toEqual([
      ['personal_mismatch', 17],
      ['personal_missing', 220],
      ['personal_mismatch', 240],
      ['personal_stray', 5000],
    ]);
  });

  it('who turns triggers off is named all the same', async () => {
    const url = log.databases.url('superuser');
    await asSuperuser(url, async (db) => {
      await expect(db.query('UPDATE audit.leaf SET decision = decision WHERE n = 1')).rejects.toThrow('append-only');
      await expect(db.query('DELETE FROM audit.checkpoint WHERE size = 300')).rejects.toThrow('append-only');
      await expect(db.query('TRUNCATE audit.leaf')).rejects.toThrow('append-only');
      await expect(db.query('UPDATE audit.head SET size = 1')).rejects.toThrow('does not go back');
      await expect(db.query("UPDATE audit.private SET sealed = 'x' WHERE n = 1")).rejects.toThrow('only end');
    });
    const result = await attack((db) => db.query('DELETE FROM audit.leaf WHERE n = 3'));
    expect(kinds(result)).toEqual([['gap', 3]]);
  });

  it('without the keystore parts are counted only', async () => {
    const result = await verify(null);
    expect(result).toMatchObject({ intact: true, personal: { present: 0, notChecked: size + 100 } });
  });
});

/** Columns that may be null. */
const nullable: readonly string[] = [
  'role',
  'subject',
  'media',
  'class',
  'part',
  'ticketSystem',
  'ticket',
  'purpose',
  'grant',
];

/** Makes tile, checkpoints and head fit the leaves as they are now; with the key the notes too. */
async function rewriteTree(db: Client, signer?: { origin: string; privateKey: KeyObject | null }): Promise<void> {
  const { rows } = await db.query<{ hash: Buffer }>('SELECT hash FROM audit.leaf ORDER BY n');
  const hashes = rows.map(({ hash }) => hash);
  const tile = Buffer.concat(hashes.slice(0, 256));
  await db.query('UPDATE audit.tile SET hashes = $1, root = $2', [tile, perfectRoot(tile)]);
  const { rows: checkpoints } = await db.query<{ size: string }>('SELECT size FROM audit.checkpoint');
  for (const size of checkpoints.map((row) => Number(row.size))) {
    const root = rootOf(hashes.slice(0, size));
    await db.query('UPDATE audit.checkpoint SET root = $2 WHERE size = $1', [size, root]);
    if (!signer?.privateKey) continue;
    const note = signCheckpoint({ origin: signer.origin, size, root }, signer.privateKey);
    await db.query('UPDATE audit.checkpoint SET note = $2 WHERE size = $1', [size, note]);
  }
  const range = CompactRange.empty();
  for (const hash of hashes) range.append(hash);
  await db.query('UPDATE audit.head SET range = $1', [range.hashes()]);
}

async function noteOf(db: Client): Promise<string> {
  const { rows } = await db.query<{ note: string }>('SELECT note FROM public.checkpoint WHERE size = 300');
  return rows[0]?.note ?? '';
}

async function resign(db: Client, origin: string, key: KeyObject): Promise<string> {
  const { rows } = await db.query<{ root: Buffer }>('SELECT root FROM audit.checkpoint WHERE size = 300');
  const note = signCheckpoint({ origin, size: 300, root: rows[0]?.root ?? Buffer.alloc(32) }, key);
  await db.query('UPDATE audit.checkpoint SET note = $1 WHERE size = 300', [note]);
  return note;
}

/** Another's signature under our key id. */
function withKeyIdOf(note: string, original: string): string {
  const blob = (text: string) => Buffer.from(text.trimEnd().split(' ').at(-1) ?? '', 'base64');
  const forged = Buffer.concat([blob(original).subarray(0, 4), blob(note).subarray(4)]).toString('base64');
  return note.replace(/[^ ]+\n$/, `${forged}\n`);
}

/** What a restored older copy looks like: everything after an earlier checkpoint is gone, and all of it fits. */
async function rollBack(db: Client, to: number): Promise<void> {
  const { rows } = await db.query<{ hash: Buffer }>('SELECT hash FROM audit.leaf WHERE n < $1 ORDER BY n', [to]);
  const range = CompactRange.empty();
  for (const { hash } of rows) range.append(hash);
  await db.query('DELETE FROM audit.leaf WHERE n >= $1', [to]);
  await db.query('DELETE FROM audit.private WHERE n >= $1', [to]);
  await db.query('DELETE FROM audit.checkpoint WHERE size > $1', [to]);
  await db.query('UPDATE audit.head SET size = $1, range = $2', [to, range.hashes()]);
}
