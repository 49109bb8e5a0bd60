import yazl from 'yazl';
import { check, type FileMap, open, wrong } from './made-log';
import { readPem } from '../../../tools/verifier/certificate.mjs';
import { type MadeBundle, madeBundle, madeLog, signer } from './made-bundle';

const trusted = { key: madeLog.key, certificates: readPem(signer.certificate) ?? [] };

async function after(completeness: 'all' | 'selection', change: (bundle: MadeBundle) => void): Promise<string[]> {
  return wrong(await check(await madeBundle(completeness, change), trusted));
}

/** The bundle as the one ZIP that it is handed over as. */
async function zipped(files: FileMap): Promise<FileMap> {
  const zip = new yazl.ZipFile();
  for (const [path, bytes] of files) zip.addBuffer(bytes, path, { compress: false, forceZip64Format: true });
  zip.end({ forceZip64Format: true, comment: '' });
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream as AsyncIterable<Buffer>) pieces.push(piece);
  return new Map([['bundle.zip', Buffer.concat(pieces)]]);
}

describe('a bundle that claims all', () => {
  it('holds when nothing was left out', async () => {
    const report = await check(await madeBundle('all'), trusted);
    expect([report.verdict, wrong(report), open(report)]).toEqual(['holds', [], []]);
  });

  it('is read out of a ZIP64 archive', async () => {
    expect((await check(await zipped(await madeBundle('all')), trusted)).verdict).toBe('holds');
  });

  it('is caught leaving out an entry', async () => {
    const found = await after('all', ({ entries, claim }) => {
      entries.splice(1, 1);
      claim['chosen'] = 2;
    });
    expect(found).toEqual(['the list of entries is complete: entry 40 answers the query and is not listed']);
  });

  it('is caught listing another entry', async () => {
    const found = await after('all', ({ entries, claim }) => {
      entries.push({ n: 60, id: madeLog.events[60]?.id, personal: { actor: null, subject: null } });
      claim['chosen'] = 4;
    });
    expect(found).toEqual(['the list of entries is complete: entry 60 is listed and does not answer the query']);
  });

  it('is caught leaving out a leaf', async () => {
    const found = await after('all', (bundle) => {
      bundle.leaves = bundle.leaves.filter((_leaf, i) => i !== 21);
      bundle.entries.splice(1, 1);
      Object.assign(bundle.claim, { chosen: 2, carried: { first: 19, last: 80, count: 61 } });
    });
    expect(found).toContain('the entries are a stretch of the log that was signed');
  });

  it('is caught ending before its period', async () => {
    const found = await after('all', (bundle) => {
      bundle.leaves = bundle.leaves.slice(0, 26);
      bundle.range = madeLog.range(19, 44);
      bundle.entries.pop();
      Object.assign(bundle.claim, { chosen: 2, carried: { first: 19, last: 44, count: 26 } });
    });
    expect(found).toEqual(['the stretch ends after the period']);
  });

  it('is caught beginning after its period', async () => {
    const found = await after('all', (bundle) => {
      bundle.leaves = bundle.leaves.slice(16);
      bundle.range = madeLog.range(35, 80);
      bundle.entries.shift();
      Object.assign(bundle.claim, { chosen: 2, carried: { first: 35, last: 80, count: 46 } });
    });
    expect(found).toContain('the stretch begins before the period');
  });

  it('is caught calling an act another kind', async () => {
    const found = await after('all', ({ claim }) => {
      Object.assign(claim, { query: { operation: 'change' }, operations: { 'media.stored': 'read' } });
    });
    expect(found).toEqual([expect.stringContaining('entry 40 is listed and does not answer the query')]);
  });

  it('asks a written query again', async () => {
    const found = await after('all', ({ claim, entries }) => {
      Object.assign(claim, { query: { q: 'class:passport -decision:deny operation:read' }, chosen: 1 });
      entries.splice(0, 1);
      entries.splice(1, 1);
    });
    expect(found).toEqual([]);
  });

  it('cannot claim what no leaf can show', async () => {
    expect(await after('all', ({ claim }) => (claim['query'] = { q: 'ip:203.0.113.9' }))).toEqual([
      'the query can be asked again',
    ]);
  });
});

describe('a bundle that is a selection', () => {
  it('shows its entries and no completeness', async () => {
    const report = await check(await madeBundle('selection'), trusted);
    expect([report.verdict, wrong(report), open(report)]).toEqual(['open', [], ['the list of entries is complete']]);
  });

  it('is caught with an unproven entry', async () => {
    const found = await after('selection', ({ more }) => {
      const other = more.get('data/log/proofs/30.tlog-proof') ?? Buffer.alloc(0);
      more.set('data/log/proofs/40.tlog-proof', other);
    });
    expect(found).toEqual(['every entry is in the log that was signed: entry 40']);
  });
});

describe('any bundle', () => {
  it('is caught with a changed file', async () => {
    const files = await madeBundle('all');
    const path = [...files.keys()].find((name) => name.includes('data/items/')) ?? '';
    files.set(path, Buffer.from('another photo'));
    expect(wrong(await check(files, trusted))).toEqual([
      expect.stringContaining('every file is as it was packed'),
      expect.stringContaining('other bytes than were received'),
    ]);
  });

  it('is caught with a file more or less', async () => {
    const files = await madeBundle('all');
    files.set('strongroom-bundle-x/data/extra.txt', Buffer.from('x'));
    expect(wrong(await check(files, trusted))).toEqual([expect.stringContaining('data/extra.txt is not listed')]);
  });

  it('is caught with another personal part', async () => {
    const found = await after('all', ({ entries }) => {
      const personal = entries[1]?.['personal'] as { actor: { payload: object } };
      personal.actor.payload = { ip: '198.51.100.7' };
    });
    expect(found).toEqual([expect.stringContaining('the actor part of entry 40 is not what the entry committed to')]);
  });

  it('is caught with a swapped object', async () => {
    const found = await after('all', ({ items }) => {
      Object.assign(items[0] ?? {}, { sealedSha256: 'ef'.repeat(32) });
    });
    expect(found).toEqual([expect.stringContaining('is not the object that was stored')]);
  });

  it('names damage instead of failing', async () => {
    const whole = (await zipped(await madeBundle('all'))).get('bundle.zip') ?? Buffer.alloc(0);
    for (const cut of [10, 1_000, whole.length - 30]) {
      const report = await check(new Map([['bundle.zip', whole.subarray(0, cut)]]), trusted);
      expect(report.verdict).toBe('broken');
    }
  });
});
