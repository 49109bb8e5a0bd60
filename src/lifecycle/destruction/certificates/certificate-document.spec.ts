import { inflateSync } from 'node:zlib';
import { type DocumentLanguage, documentLanguages, Typesetter } from '../../../platform/documents';
import type { GoingItem } from '../saga/plan-scope';
import type { Certificate } from './certificate.repository';
import { certificateDocument } from './certificate-document';

const item = (id: string): GoingItem => ({
  ...{ id, subjectId: 's', class: 'passport', objectId: 'o', objectKey: 'k', objectSha256: 'ab'.repeat(32) },
  ...{ dataKeyId: 'd', authority: ['P01 DE', 'sha256:23'], versions: 1 },
});
const listed = (count: number): GoingItem[] => Array.from({ length: count }, (_, index) => item(`m-${index}`));

const said = (items: number) => ({
  v: 1,
  ...{ id: 'c-1', vault: 'v-1', issuedAt: '2026-11-25T10:00:00.000Z' },
  plan: { id: 'p-1', itemsSha256: 'cd'.repeat(32) },
  authority: { ground: 'request', reference: { kind: 'subject_request', id: 'R-77' } },
  subject: { saltedSha256: 'ef'.repeat(32), end: 'whole' },
  requested: { by: 'u-1', at: '2026-11-20T10:00:00.000Z' },
  approved: { approval: 'a-1', sha256: '01'.repeat(32) },
  started: { by: 'u-1', at: '2026-11-25T09:00:00.000Z', holdsCheckedAt: '2026-11-25T09:00:00.000Z', holds: 'none' },
  keys: { subjectKeys: ['k-1'], goneAt: '2026-11-25T09:00:01.000Z', nodes: 2 },
  copies: { streams: 0, evidence: 1 },
  ...{ logicalAt: '2026-11-25T09:00:02.000Z', bytesGoneAt: '2026-11-25T09:00:03.000Z' },
  items: { count: items, sha256: '77'.repeat(32) },
  policies: ['sha256:23'],
  kept: 3,
  verification: { probes: ['data_key_does_not_open', 'a_later_probe'], by: 'vault', result: 'nothing_found' },
  log: { origin: 'vault.example/log', entry: 41 },
});

const certificate = (change: Partial<Certificate> = {}, items = 2): Certificate => ({
  ...{ id: 'c-1', planId: 'p-1', issuedAt: new Date(), issuedAtText: '', body: JSON.stringify(said(items)) },
  ...{ signature: Buffer.from('a signature'), addendum: null, addendumSignature: null, addendumAt: null },
  ...change,
});
const addendum = {
  addendum: '{"irreversibleAt":"2027-01-01T00:00:00.000Z"}',
  addendumSignature: Buffer.from('another signature'),
  addendumAt: new Date(),
};

const dataOf = (shown: Certificate, language: DocumentLanguage = 'en') =>
  certificateDocument(shown, { sha256: '99'.repeat(32), items: listed(250) }, language).data as {
    facts: [string, string][];
    items: unknown[];
    more: string;
  };

describe('a printed certificate', () => {
  it.each(documentLanguages)('is PDF/A with the signed text inside in %s', async (language) => {
    const shown = certificate(addendum);
    const pdf = await new Typesetter().pdf(
      certificateDocument(shown, { sha256: '99'.repeat(32), items: listed(250) }, language),
    );
    const text = pdf.toString('latin1');
    expect([/pdfaid:part>3</.test(text), /pdfaid:conformance>B</.test(text)]).toEqual([true, true]);
    const inside = streamsOf(pdf);
    expect(inside).toContain(shown.body);
    expect(inside).toContain(shown.addendum);
    expect(inside).toContain(Buffer.from('a signature').toString('base64'));
  });

  it('says when backups have aged out', () => {
    const backups = (shown: Certificate) => dataOf(shown).facts.find(([name]) => name === 'Backups')?.[1];
    expect(backups(certificate())).toContain('have not aged out yet');
    expect(backups(certificate(addendum))).toContain('Since 2027-01-01T00:00:00.000Z no copy');
  });

  it('lists some of many items and counts the others', () => {
    const { items, more } = dataOf(certificate({}, 250));
    expect(items).toHaveLength(200);
    expect(more).toContain('50 further items');
  });

  it('names the rules apart from their rows', () => {
    const { facts, items } = dataOf(certificate());
    expect(facts.find(([name]) => name === 'Rules in force')?.[1]).toBe('sha256:23');
    expect(items[0]).toEqual(['m-0', 'passport', 'ab'.repeat(32), 'P01 DE']);
  });

  it('shows a probe that it has no words for', () => {
    expect(dataOf(certificate()).facts.find(([name]) => name === 'Checked afterwards')?.[1]).toBe(
      'The data key no longer opens\na_later_probe',
    );
  });
});

/** Everything that lies in the document's streams, inflated where it is deflated. */
function streamsOf(pdf: Buffer): string {
  const found: string[] = [];
  for (let from = pdf.indexOf('stream\n'); from !== -1; from = pdf.indexOf('stream\n', from + 1)) {
    const bytes = pdf.subarray(from + 7, pdf.indexOf('\nendstream', from));
    try {
      found.push(inflateSync(bytes).toString());
    } catch {
      found.push(bytes.toString());
    }
  }
  return found.join('\n');
}
