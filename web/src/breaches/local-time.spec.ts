import { instantOf, localOf } from './local-time';

describe('a field of day and time', () => {
  it('means the same moment back', () => {
    for (const at of ['2026-03-29T00:30:00.000Z', '2026-07-01T12:00:00.000Z', '2026-12-31T23:59:59.000Z'])
      expect(instantOf(localOf(at))).toBe(at);
  });

  it('means nothing until it is filled', () => {
    expect(instantOf('')).toBeUndefined();
    expect(instantOf('2026-13-01T00:00')).toBeUndefined();
  });
});
