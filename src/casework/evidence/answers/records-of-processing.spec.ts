import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPolicyData } from '../../../platform/settings';
import { auditorQuestions } from './auditor-questions';
import { inWords, recordsOfProcessing } from './records-of-processing';

const policy = loadPolicyData(join(__dirname, '../../../../config'));
const schedule = { hash: 'sha256:aa', rows: policy.retentionSchedules, unscheduled: ['contract/US'] };
const item = {
  purpose: 'support',
  class: 'voice_note',
  legalBasis: 'contract',
  jurisdiction: 'DE',
  items: 3,
  subjects: 2,
};

describe('records of processing', () => {
  const record = recordsOfProcessing(
    policy,
    schedule,
    [item],
    [{ name: 'Courier', basis: 'processor', items: 2, newest: new Date(), purposes: ['support'] }],
  );

  it('give every category a limit or say where not', () => {
    for (const { limits, undecidedIn } of record.categories) {
      expect(limits.length + undecidedIn.length).toBeGreaterThan(0);
      for (const { limit } of limits) expect(limit).toMatch(/counted from .+; then /);
    }
    expect(record.categories.find((one) => one.class === 'contract')?.undecidedIn).toEqual(['US']);
  });

  it('say what each purpose uses and who gets it', () => {
    expect(record.activities.find(({ purpose }) => purpose === 'support')).toMatchObject({
      items: 3,
      classes: ['voice_note'],
      legalBases: ['Contract (GDPR Art 6(1)(b))'],
      jurisdictions: ['DE'],
      recipients: ['Courier'],
    });
    expect(record.activities).toHaveLength(policy.purposes.length);
  });

  it.each([
    ['P5Y', '5 years'],
    ['P1M', '1 month'],
    ['PT72H', '72 hours'],
    ['P1Y6M', '1 year 6 months'],
    ['P0D', '0 days'],
  ])('say %s as %s', (period, words) => expect(inWords(period)).toBe(words));
});

describe("an auditor's questions", () => {
  const { paths } = JSON.parse(readFileSync(join(__dirname, '../../../../openapi.json'), 'utf8')) as {
    paths: Record<string, Record<string, unknown>>;
  };

  it('are all there, each answered or said not to be', () => {
    expect(auditorQuestions.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    for (const { answers, missing } of auditorQuestions) expect(answers.length > 0 || missing !== null).toBe(true);
  });

  it('are answered by routes that exist', () => {
    for (const [method = '', path = ''] of auditorQuestions
      .flatMap(({ answers }) => answers)
      .map((one) => one.split(' ')))
      expect([path, Object.keys(paths[path] ?? {})]).toEqual([path, expect.arrayContaining([method.toLowerCase()])]);
  });
});
