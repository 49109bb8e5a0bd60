import { etagOf, isNotModified, PreconditionFailed, PreconditionRequired, requireMatch } from './conditional';

describe('conditional requests', () => {
  const tag = etagOf('item', 3);

  it('makes another tag of another state', () => {
    expect(etagOf('item', 4)).not.toBe(tag);
  });

  it('asks for If-Match', () => {
    expect(() => requireMatch(undefined, tag)).toThrow(PreconditionRequired);
  });

  it('refuses an outdated tag', () => {
    expect(() => requireMatch(etagOf('item', 2), tag)).toThrow(PreconditionFailed);
  });

  it('refuses a weak tag for a change', () => {
    expect(() => requireMatch(`W/${tag}`, tag)).toThrow(PreconditionFailed);
  });

  it.each([tag, `"other", ${tag}`, '*'])('accepts %s', (header) => {
    expect(() => requireMatch(header, tag)).not.toThrow();
  });

  it('knows an unchanged state', () => {
    expect(isNotModified(`W/${tag}`, tag)).toBe(true);
    expect(isNotModified('"other"', tag)).toBe(false);
    expect(isNotModified(undefined, tag)).toBe(false);
  });
});
