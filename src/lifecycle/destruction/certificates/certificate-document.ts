import { type Attachment, type DocumentLanguage, type DocumentOrder, page } from '../../../platform/documents';
import type { GoingItem } from '../saga/plan-scope';
import type { Certificate } from './certificate.repository';
import { type CertificateWords, certificateWords } from './certificate-words';
import { namedReference, type PlanGround, type PlanReference } from '../destruction';
import { isRow } from './item-list';

/** What a printed certificate shows of its signed text. */
interface SignedText {
  readonly vault: string;
  readonly issuedAt: string;
  readonly plan: { readonly id: string; readonly itemsSha256: string };
  readonly authority: { readonly ground: PlanGround; readonly reference: PlanReference };
  readonly subject: { readonly saltedSha256: string } | null;
  readonly requested: { readonly by: string; readonly at: string };
  readonly approved: { readonly approval: string | null; readonly sha256: string | null };
  readonly started: { readonly by: string; readonly at: string; readonly holdsCheckedAt: string | null };
  readonly keys: { readonly subjectKeys: readonly string[]; readonly goneAt: string; readonly nodes: unknown };
  readonly copies: Readonly<Record<string, number>>;
  readonly logicalAt: string;
  readonly bytesGoneAt: string;
  readonly items: { readonly count: number; readonly sha256: string };
  readonly policies: readonly string[];
  readonly kept: number;
  /** Absent from certificates of before items could move. */
  readonly moved?: number;
  readonly verification: { readonly probes: readonly string[] };
  readonly log: { readonly origin: string; readonly entry: number };
}

interface SignedAddendum {
  readonly irreversibleAt: string;
}

/** As many items as a printed certificate shows; all of them stand in the list that the signed text names. */
const mostPrinted = 200;

const template = `${page(false)}
#text(weight: "bold")[#data.statement]
#v(4pt)
#pairs(data.facts)
#v(4pt)
== #data.itemsTitle
#set text(size: 6pt)
#table(columns: (auto, auto, 1fr, auto), stroke: 0.4pt + luma(75%), inset: 3pt,
  table.header(..data.columns.map(strong)),
  ..data.items.flatten())
#data.more
`;

/**
 * A certificate for people, in their language. The signed text and its signature are inside the document: the page is a
 * reading of them and proves nothing by itself.
 */
export function certificateDocument(
  certificate: Certificate,
  { sha256, items }: { readonly sha256: string; readonly items: readonly GoingItem[] },
  language: DocumentLanguage,
): DocumentOrder {
  const words = certificateWords[language];
  const said = JSON.parse(certificate.body) as SignedText;
  const addendum = certificate.addendum === null ? null : (JSON.parse(certificate.addendum) as SignedAddendum);
  return {
    template,
    at: new Date(said.issuedAt),
    attachments: signedFiles(certificate, words),
    data: {
      ...{ title: words.title, id: certificate.id, origin: said.log.origin, language },
      statement: [words.statement(said.items.count, said.kept), ...movedOf(said, words)].join(' '),
      facts: [...factsOf(said, words), [words.backups, backupsOf(addendum, words)], [words.signedText, sha256]],
      itemsTitle: words.items,
      columns: words.columns,
      items: items
        .slice(0, mostPrinted)
        .map((item) => [item.id, item.class, item.objectSha256, item.authority.filter(isRow).join('\n')]),
      more: said.items.count > mostPrinted ? words.more(said.items.count - mostPrinted) : '',
    },
  };
}

function factsOf(said: SignedText, words: CertificateWords): [string, string][] {
  const copies = Object.entries(said.copies).map(([name, count]) => `${name} ${count}`);
  return [
    [words.vault, said.vault],
    [words.plan, `${said.plan.id}\n${said.plan.itemsSha256}`],
    [words.ground, `${words.grounds[said.authority.ground]} (${namedReference(said.authority.reference)})`],
    [words.person, said.subject?.saltedSha256 ?? words.someItems],
    [words.method, words.methodSaid],
    [words.requested, `${said.requested.at}\n${said.requested.by}`],
    [
      words.approved,
      said.approved.approval === null ? words.none : `${said.approved.approval}\n${said.approved.sha256}`,
    ],
    [words.started, `${said.started.at}\n${said.started.by}`],
    [words.holds, holdsOf(said.started.holdsCheckedAt, words)],
    [words.keys, [said.keys.goneAt, ...said.keys.subjectKeys].join('\n')],
    [words.copies, copies.join(', ') || words.none],
    [words.unreadable, said.logicalAt],
    [words.bytesGone, said.bytesGoneAt],
    [words.verified, said.verification.probes.map((probe) => words.probes[probe] ?? probe).join('\n')],
    [words.policies, said.policies.join('\n') || words.none],
    [words.list, said.items.sha256],
    [words.entry, String(said.log.entry)],
  ];
}

function movedOf({ moved = 0 }: SignedText, words: CertificateWords): string[] {
  return moved > 0 ? [words.moved(moved)] : [];
}

function holdsOf(checkedAt: string | null, words: CertificateWords): string {
  return checkedAt === null ? words.holdsBefore : words.noHolds(checkedAt);
}

function backupsOf(addendum: SignedAddendum | null, words: CertificateWords): string {
  return addendum === null ? words.backupsOpen : words.backupsClosed(addendum.irreversibleAt);
}

function signedFiles(certificate: Certificate, words: CertificateWords): Attachment[] {
  const { body, signature, addendum, addendumSignature } = certificate;
  const signed = (name: string, text: string, der: Buffer): Attachment[] => [
    { name: `${name}.json`, type: 'application/json', says: words.signedText, text },
    { name: `${name}.p7s.pem`, type: 'application/pkcs7-signature', says: words.signature, text: armoured(der) },
  ];
  return [
    ...signed('certificate', body, signature),
    ...(addendum === null || addendumSignature === null ? [] : signed('addendum', addendum, addendumSignature)),
  ];
}

/** PEM, because attachments are texts. */
function armoured(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CMS-----\n${lines.join('\n')}\n-----END CMS-----\n`;
}
