import { irreversibleAtOf, signedFile } from './certificate';

describe('a certificate', () => {
  const issued = { id: 'c', issuedAt: '2026-11-25T00:00:00Z', certificate: '{"v":1}', signature: 'AA==' };
  const later = { addendum: '{"irreversibleAt":"2026-12-24T00:00:00Z"}', addendumSignature: 'AQ==' };
  const none = { addendum: null, addendumSignature: null };

  it('is final once its addendum says so', () => {
    expect(irreversibleAtOf({ ...issued, ...none })).toBeNull();
    expect(irreversibleAtOf({ ...issued, ...later })).toBe('2026-12-24T00:00:00Z');
  });

  it('keeps its signed text byte for byte', () => {
    const file = JSON.parse(signedFile({ ...issued, ...later })) as Record<string, unknown>;
    expect(file).toEqual({ id: 'c', certificate: '{"v":1}', signature: 'AA==', ...later });
  });
});
