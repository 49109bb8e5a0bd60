import type { LogEntry } from '../api/types';
import { asCsv } from './csv';

const entry = {
  n: 7,
  at: '2026-11-12T09:14:00Z',
  type: 'view.opened',
  decision: 'allow',
  reason: null,
  actor: { kind: 'user', id: 'a', role: 'kyc_agent' },
  object: null,
  subject: null,
  ticket: { system: 'own', id: '=2+5' },
  purpose: 'kyc_review',
  grant: null,
  bytes: null,
  leafHash: 'ab,"cd',
} as LogEntry;

describe('the log as CSV', () => {
  it('defuses formulas', () => {
    expect(asCsv([entry])).toContain(",'=2+5,");
  });

  it('quotes commas and quotes', () => {
    expect(asCsv([entry])).toContain('"ab,""cd"');
  });
});
