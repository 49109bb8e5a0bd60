import { allow, column, type Field, type Policy } from '../../trust/access';
import { keepingQuestions } from './answers/standing-question';

/** Those to whom an artefact was given, until the date. */
const readers: Field = {
  contains: (row, placeholder) =>
    `EXISTS (SELECT 1 FROM evidence.artefact_reader r
      WHERE r.artefact_id = ${row}.id AND r.actor_id = ${placeholder}::uuid AND r.until > now())`,
};

/**
 * Who makes evidence, and who sees it (design.md, "Who may do what"): compliance officer and DPO, and an auditor what
 * was given to them, until the date. A bundle with items' bytes opens for whoever asked for it, and for whom it was given.
 */
export const evidencePolicy: Policy = {
  resource: 'Evidence',
  fields: {
    requestedBy: column('requested_by'),
    content: column('content'),
    readers,
  },
  permissions: {
    compliance_officer: ({ id }) => [
      allow(['create', 'read', 'give']),
      allow(['open'], { content: ['none', 'hashes'] }),
      allow(['open'], { requestedBy: id }),
    ],
    dpo: ({ id }) => [
      allow(['create', 'read', 'give']),
      allow(['open'], { content: ['none', 'hashes'] }),
      allow(['open'], { requestedBy: id }),
    ],
    auditor: ({ id }) => [allow(['read', 'open'], { readers: id })],
  },
};

/**
 * Who asks standing questions, and sees what was answered: compliance officer and DPO all of them, whoever keeps and ends items
 * those about that, and an auditor what was given to them.
 */
export const answerPolicy: Policy = {
  resource: 'Answer',
  fields: { question: column('question'), readers },
  permissions: {
    compliance_officer: () => [allow(['read', 'create', 'open', 'give'])],
    dpo: () => [allow(['read', 'create', 'open', 'give'])],
    records_manager: () => [allow(['read', 'create', 'open'], { question: keepingQuestions })],
    legal: () => [allow(['read', 'create', 'open'], { question: keepingQuestions })],
    auditor: ({ id }) => [allow(['read', 'open'], { readers: id })],
  },
};

/** Who asks for productions for authorities, and hands out those that they asked for; DPO and Legal approve and see them. */
export const productionPolicy: Policy = {
  resource: 'Production',
  fields: { requestedBy: column('requested_by') },
  permissions: {
    compliance_officer: ({ id }) => [allow(['read', 'create']), allow(['open'], { requestedBy: id })],
    dpo: () => [allow(['read'])],
    legal: () => [allow(['read'])],
  },
};

/** Who asks the auditor's questions of the vault itself. */
export const reportPolicy: Policy = {
  resource: 'Report',
  fields: {},
  permissions: {
    compliance_officer: () => [allow(['read'])],
    dpo: () => [allow(['read'])],
  },
};

/** That encryption is real is also asked by those who keep the keys; the report shows no content and nobody's data. */
export const encryptionReportPolicy: Policy = {
  resource: 'EncryptionReport',
  fields: {},
  permissions: {
    compliance_officer: () => [allow(['read'])],
    dpo: () => [allow(['read'])],
    key_administrator: () => [allow(['read'])],
  },
};

/** Who signs reviews of the log, and who closes what they found. */
export const logReviewPolicy: Policy = {
  resource: 'LogReview',
  fields: {},
  permissions: {
    compliance_officer: () => [allow(['read', 'create', 'change'])],
    dpo: () => [allow(['read', 'create', 'change'])],
  },
};
