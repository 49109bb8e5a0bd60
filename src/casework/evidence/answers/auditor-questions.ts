import { listed, printedTable, type StandingQuestion } from './standing-question';

interface AuditorQuestion {
  /** Its place in regulation F. */
  readonly number: number;
  readonly question: string;
  readonly answers: readonly string[];
  /** What cannot be answered, and why; null where nothing is missing. */
  readonly missing: string | null;
}

const question = (
  number: number,
  text: string,
  answers: readonly string[],
  missing: string | null = null,
): AuditorQuestion => ({ number, question: text, answers, missing });

/** What auditors ask, where each answer is made, and what nothing here can answer yet. */
export const auditorQuestions: readonly AuditorQuestion[] = [
  question(1, 'Who opened this, when, under which ticket, why?', ['POST /v1/access-reports']),
  question(2, 'Is the list complete and untampered?', ['POST /v1/evidence-bundles', 'GET /v1/reports/store-reads']),
  question(
    3,
    'Which reads bypassed the vault?',
    ['GET /v1/reports/store-reads'],
    'readings of databases are not watched',
  ),
  question(4, 'Prove that this was deleted, when, under which rule', ['GET /v1/certificates/{id}']),
  question(5, 'And that backups do not hold it', ['GET /v1/certificates/{id}', 'GET /v1/reports/encryption']),
  question(6, 'Why do you still hold this?', ['GET /v1/media/{id}/why']),
  question(7, 'What is past its date?', ['GET /v1/reports/overdue']),
  question(8, 'All data of a person, and who saw it', [
    'POST /v1/subject-requests/{id}/packages',
    'GET /v1/reports/access-history',
  ]),
  question(9, 'Your last erasure requests: dates, decisions, on time?', [
    'GET /v1/subject-requests',
    'GET /v1/reports/requests',
  ]),
  question(10, 'Why was this request refused or extended?', ['GET /v1/subject-requests/{id}']),
  question(11, 'Was the DPO independent?', ['GET /v1/reports/changes', 'GET /v1/reports/entitlements']),
  question(12, 'Records of processing with real limits', ['GET /v1/reports/processing', 'GET /v1/reports/changes']),
  question(
    13,
    'Who has access, and had it on that day?',
    ['GET /v1/reports/entitlements'],
    'nobody signs periodic reviews of accounts here',
  ),
  question(14, 'Who changed a policy or a role, and who approved?', [
    'GET /v1/reports/changes',
    'GET /v1/retention/schedules/versions',
  ]),
  question(15, 'Does anybody review the log?', ['GET /v1/log-reviews']),
  question(16, 'No unmasked Aadhaar numbers exist', [], 'nothing looks for numbers in media yet'),
  question(
    17,
    'Where are data and keys?',
    ['GET /v1/reports/encryption'],
    'regions of databases and stores are known to their operators, not to the vault',
  ),
  question(18, 'What did a breach reach, and when did you know?', [
    'GET /v1/breaches',
    'POST /v1/breaches/{id}/reaches',
  ]),
  question(19, 'Produce this customer’s file for an authority', ['POST /v1/productions', 'GET /v1/productions']),
  question(20, 'Which holds exist, and was anything destroyed under one?', ['GET /v1/reports/holds']),
  question(21, 'Was anything used for another purpose?', ['POST /v1/access-reports', 'GET /v1/reports/processing']),
  question(22, 'The consent or notice shown for this', [], 'no portal shows notices or takes consents here yet'),
  question(
    23,
    'Is it what the customer sent?',
    ['GET /v1/reports/provenance'],
    'provenance manifests inside files (C2PA) are not read',
  ),
  question(24, 'Is the encryption real?', ['GET /v1/reports/encryption']),
];

/** The list itself as an answer. */
export const auditorQuestion: StandingQuestion = {
  name: 'questions',
  find: () =>
    Promise.resolve({ body: { questions: auditorQuestions }, lines: auditorQuestions.length, print: questionsPage }),
};

function questionsPage() {
  const open = auditorQuestions.filter(({ answers }) => answers.length === 0);
  const partly = auditorQuestions.filter(({ answers, missing }) => answers.length > 0 && missing !== null);
  return {
    title: 'What auditors ask',
    finding: `${auditorQuestions.length - open.length} of ${auditorQuestions.length} questions are answered, ${partly.length} of them in part.`,
    facts: [],
    tables: [
      printedTable(
        'Questions',
        { of: auditorQuestions, more: 0 },
        {
          No: ({ number }) => String(number),
          Question: (one) => one.question,
          Answer: ({ answers }) => listed(answers),
          Missing: ({ missing }) => missing ?? '–',
        },
      ),
    ],
  };
}
