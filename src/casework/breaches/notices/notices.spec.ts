import { loadPolicyData } from '../../../platform/settings';
import { breachDuties } from '../duties';
import { authorityNotice } from './authority-notice';
import { factsOf, type Known } from './facts';
import { noticeLanguages, personNotice } from './person-notice';

const reference = '3f2b8a52-1d3e-4c59-9a1f-7c0f8d4b1e11';
const known = (change: Partial<Known> = {}): Known => ({
  breach: {
    kinds: ['confidentiality'],
    occurredFrom: new Date('2026-03-09T22:15:00Z'),
    occurredTo: null,
    awareAt: new Date('2026-03-10T10:00:00Z'),
    jurisdictions: ['DE', 'IN'],
    unintelligible: false,
    risk: 'high',
  },
  file: {
    summary: 'A laptop with open sessions was stolen.',
    consequences: 'Identity theft.',
    measures: 'Sessions were ended.',
    safetySteps: 'Watch your accounts.',
    cause: null,
    systems: 'console',
    assessment: 'Passports could be read.',
  },
  reached: { persons: 12, items: 40, classes: ['passport', 'selfie'] },
  personsToldAt: null,
  contact: 'dpo@example.org',
  ...change,
});

describe('a drafted notice', () => {
  it('is filled from what is known', () => {
    const draft = authorityNotice('T7', reference, factsOf(known()));
    expect(draft?.missing).toEqual([]);
    expect(draft?.text).toContain('Approximate number of persons: 12');
    expect(draft?.text).toContain('When it happened: since 2026-03-09 22:15 UTC');
    expect(draft?.text).toContain('Contact: dpo@example.org');
  });

  it('names what is missing, and invents nothing', () => {
    const draft = authorityNotice('T9-report', reference, factsOf(known({ reached: null })));
    expect(draft?.missing).toEqual(['persons', 'items', 'cause', 'intimations']);
    expect(draft?.text).toContain('Approximate number of persons: [not known yet]');
  });

  it('never tells of the assessment itself', () => {
    for (const code of ['T7', 'T9-report', 'T10'])
      expect(authorityNotice(code, reference, factsOf(known()))?.text).not.toContain('Passports could be read.');
  });

  it('has a form for each row of the register', () => {
    const rows = loadPolicyData('config').clocks.filter(({ duty }) => breachDuties.some((known) => known === duty));
    const formless = rows.filter(({ code }) => authorityNotice(code, reference, factsOf(known())) === null);
    expect(formless.every(({ duty }) => duty === 'notify_persons')).toBe(true);
  });

  it.each(noticeLanguages)('to persons in %s has everything', (language) => {
    const { text, missing } = personNotice(language, reference, factsOf(known()));
    expect(missing).toEqual([]);
    for (const part of [
      'Identity theft.',
      'Sessions were ended.',
      'Watch your accounts.',
      'dpo@example.org',
      reference,
    ])
      expect(text).toContain(part);
  });

  it('to persons says what is not known', () => {
    const { file } = known();
    const { text, missing } = personNotice('de', reference, factsOf(known({ file: { ...file, safetySteps: ' ' } })));
    expect(missing).toEqual(['safetySteps']);
    expect(text).toContain('[noch nicht bekannt]');
  });
});
