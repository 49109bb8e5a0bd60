import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../../../src/kernel';
import { cosign } from '../../../src/trust/audit/format/cosignature';
import { keyDigest, signHandOver } from '../../../src/trust/audit/format/hand-over';
import type { LeafEvent } from '../../../src/trust/audit/format/leaf';
import { verifierKey } from '../../../src/trust/audit/format/note';
import { renderVerifierKey } from '../../../src/trust/audit/format/verifier-key';
import { tilePath } from '../../../src/trust/audit/format/tiles';
import { auditTypes } from '../../../src/trust/audit';
import { buildVerifiers } from '../../../tools/verifier/build.mjs';
import { operations } from '../../../tools/verifier/operations.mjs';
import { check, type FileMap, MadeLog, open, origin, wrong } from './made-log';

const log = new MadeLog(700);

/** The export after somebody changed it. */
async function after(
  change: (files: FileMap) => unknown,
  trusted: { key?: string } = { key: log.key },
): Promise<string[]> {
  const files = log.export();
  change(files);
  return wrong(await check(files, trusted));
}

function flip(files: FileMap, path: string, at: number): void {
  const bytes = Buffer.from(files.get(path) ?? Buffer.alloc(0));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  files.set(path, bytes);
}

describe('the offline verifier of an exported log', () => {
  it('accepts what was sealed', async () => {
    const report = await check(log.export(), { key: log.key });
    expect(wrong(report)).toEqual([]);
    expect(open(report)).toEqual(['nothing was cut off after the checkpoint']);
  });

  it('believes no key that came along', async () => {
    expect(open(await check(log.export()))).toContain('the key is the log’s own');
  });

  it('names a changed entry', async () => {
    const found = await after((files) => flip(files, 'tile/entries/001', 60));
    expect(found).toEqual([
      expect.stringContaining('entry 256 is not the one in its tile'),
      expect.stringContaining('the entries are the ones that the log signed'),
    ]);
  });

  it('names a changed tile', async () => {
    expect((await after((files) => flip(files, 'tile/0/002.p/188', 33)))[0]).toContain(
      'entry 513 is not the one in its tile',
    );
    expect(await after((files) => flip(files, 'tile/1/000.p/2', 3))).toEqual([
      expect.stringContaining('tile/1/000.p/2'),
    ]);
  });

  it('names what is missing', async () => {
    expect((await after((files) => files.delete('tile/entries/002.p/188')))[0]).toContain(
      'entries 512-699 are missing',
    );
  });

  it('tells of entries of which hashes are left', async () => {
    const files = log.export();
    files.delete('tile/entries/000');
    const report = await check(files, { key: log.key });
    expect(wrong(report)).toEqual(['an entry and two approvals let them go']);
    expect(open(report)).toContain('entries 0-255 can be read');
    files.delete('tile/0/000');
    expect(wrong(await check(files, { key: log.key }))[0]).toContain('entries 0-255 are missing');
  });

  it('wants two approvals for what was pruned', async () => {
    const [approval, sha256] = [newId(), 'ef'.repeat(32)];
    const about = { obj: { media: null, object: approval, class: null, part: 'audit.prune', sha256 } };
    const officer = { kind: 'user', id: newId(), role: 'dpo', sess: null, amr: [] } as const;
    const pruned = async (second: Partial<LeafEvent>) => {
      const made = new MadeLog(300, (n) => {
        if (n === 260) return { ...about, type: 'approval.given', actor: officer };
        if (n === 261) return { ...about, type: 'approval.given', ...second };
        return n === 262 ? { ...about, type: 'audit.pruned', range: '0-255' } : {};
      });
      const files = made.export();
      files.delete('tile/entries/000');
      return wrong(await check(files, { key: made.key }));
    };
    expect(await pruned({})).toEqual([]);
    expect(await pruned({ actor: officer })).toEqual(['an entry and two approvals let them go']);
    expect(await pruned({ obj: { ...about.obj, sha256: 'aa'.repeat(32) } })).toHaveLength(1);
  });

  describe('of a log that was opened anew', () => {
    const [approval, sha256, next] = [newId(), 'ef'.repeat(32), `${origin}.2`];
    const about = { obj: { media: null, object: approval, class: null, part: 'audit.open_log', sha256 } };
    const by = (role: string) => ({ kind: 'user', id: newId(), role, sess: null, amr: [] }) as const;
    const asked = { ...about, type: 'approval.requested', actor: by('key_administrator') } as const;
    const given = { ...about, type: 'approval.given', actor: by('dpo') } as const;
    const opened = { ...about, type: 'audit.log.opened', range: '200-240' } as const;
    const renamed = (steps: readonly Partial<LeafEvent>[], name = next) =>
      new MadeLog(
        200 + steps.length,
        (n) => steps[n - 200] ?? {},
        (n) => (n < 200 ? origin : name),
      );
    const found = async (made: MadeLog) => wrong(await check(made.export(), { key: made.key }));

    const approvals = 'two people wanted the new log at entry 200';
    it('holds under the key that was known', async () => {
      const made = renamed([opened, asked, given]);
      expect(wrong(await check(made.export(), { key: made.keyUnder(origin) }))).toEqual([]);
    });

    it.each<[string, readonly Partial<LeafEvent>[]]>([
      ['nobody', [opened, {}]],
      ['one person alone', [opened, asked, { ...given, actor: asked.actor }]],
      ['two in one role', [opened, asked, { ...given, actor: by('key_administrator') }]],
      ['two who meant another', [opened, asked, { ...given, obj: { ...about.obj, sha256: 'aa'.repeat(32) } }]],
    ])('wants two people, not %s', async (_who, steps) => {
      expect(await found(renamed(steps))).toEqual([approvals]);
    });

    it('leaves approvals open that come later', async () => {
      const made = renamed([opened]);
      expect(open(await check(made.export(), { key: made.key }))).toContain(approvals);
    });

    it('refuses a new name that no entry opens', async () => {
      expect((await found(renamed([asked, given]))).join()).toContain('entry 200 belongs elsewhere');
      expect((await found(renamed([opened, asked, given], `${origin}.3`))).join()).toContain('belongs elsewhere');
    });
  });

  it('follows the log to another key', async () => {
    const next = generateKeyPairSync('ed25519');
    const digest = keyDigest(next.publicKey);
    const made = new MadeLog(300, (n) =>
      n === 199
        ? { type: 'audit.key.rotated', obj: { media: null, object: newId(), class: null, part: null, sha256: digest } }
        : {},
    );
    const handOver = signHandOver({ origin, size: 200 }, { present: made.privateKey, next: next.privateKey });
    const files = made
      .export()
      .set('key', Buffer.from(`${verifierKey({ origin, publicKey: next.publicKey })}\n`))
      .set('checkpoint', Buffer.from(made.note(300, next.privateKey)))
      .set('hand-overs/200', Buffer.from(handOver));
    expect(wrong(await check(files, { key: made.key }))).toEqual([]);
    const forged = signHandOver({ origin, size: 200 }, { present: next.privateKey, next: next.privateKey });
    expect(wrong(await check(new Map(files).set('hand-overs/200', Buffer.from(forged)), { key: made.key }))).toContain(
      'the key beside the log is the one that you gave',
    );
    const elsewhere = signHandOver({ origin, size: 201 }, { present: made.privateKey, next: next.privateKey });
    expect(wrong(await check(new Map(files).set('hand-overs/200', Buffer.from(elsewhere)), { key: made.key }))).toEqual(
      ['each change of key stands in the log'],
    );
  });

  it('refuses an older tail under a newer checkpoint', async () => {
    const shorter = new MadeLog(600);
    expect(await after((files) => files.set('checkpoint', Buffer.from(shorter.note())))).toEqual([
      'the log signed the checkpoint',
    ]);
  });

  it('refuses entries in each other’s place', async () => {
    const swapped = new MadeLog(3);
    [swapped.leaves[0], swapped.leaves[1]] = [
      swapped.leaves[1] ?? Buffer.alloc(0),
      swapped.leaves[0] ?? Buffer.alloc(0),
    ];
    expect(wrong(await check(swapped.export(), { key: swapped.key }))[0]).toContain(
      'entry 0 belongs elsewhere; entry 1 belongs elsewhere',
    );
  });

  it('refuses another key under the same name', async () => {
    const other = new MadeLog(1);
    expect(await after(() => undefined, { key: other.key })).toContain(
      'the key beside the log is the one that you gave',
    );
  });

  it('wants the witnesses that are asked for', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const witness = { name: 'witness.example', type: 4 as const, publicKey };
    const trusted = { key: log.key, witnesses: [renderVerifierKey(witness)] };
    const cosigned = (note: string) =>
      check(
        log.export().set('checkpoint', Buffer.from(log.note() + cosign(note, witness, privateKey, new Date(1e12)))),
        trusted,
      );
    expect(wrong(await cosigned(log.note()))).toEqual([]);
    expect(wrong(await cosigned(log.note(699)))).toEqual(['witness witness.example saw the checkpoint']);
    expect(wrong(await check(log.export(), trusted))).toEqual(['witness witness.example saw the checkpoint']);
  });

  it('has tiles of every level where they belong', () => {
    const paths = [...log.export().keys()];
    expect(paths).toContain(tilePath({ level: 1, index: 0, width: 2 }));
  });
});

describe('the verifier that is given away', () => {
  it.each(Object.entries(buildVerifiers()))('%s is in step with its sources', (name, content) => {
    expect(readFileSync(join('tools', name), 'utf8')).toBe(content);
  });

  it('knows each kind of act as we do', () => {
    const ours = Object.entries(auditTypes).map(([type, { operation }]) => [type, operation]);
    expect(Object.fromEntries(ours)).toMatchObject(operations);
  });
});
