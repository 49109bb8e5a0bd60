import { newId } from '../../kernel';
import * as door from './index';
import { issue, ReadGrant } from './read-grant';

const facts = {
  entry: 7,
  entryId: newId(),
  grantId: newId(),
  actorId: newId(),
  mediaId: newId(),
  objectId: newId(),
  part: 'original' as const,
  range: 'all',
  expiresAt: new Date(0),
};

describe('a read grant', () => {
  it('is genuine when access made it', () => {
    expect(ReadGrant.isGenuine(ReadGrant[issue](facts))).toBe(true);
  });

  it('is not genuine when somebody copied it', () => {
    expect(ReadGrant.isGenuine(Object.assign({}, ReadGrant[issue](facts)))).toBe(false);
    expect(ReadGrant.isGenuine(Object.create(ReadGrant.prototype))).toBe(false);
  });

  it('cannot be changed', () => {
    expect(() => Object.assign(ReadGrant[issue](facts).facts, { entry: 8 })).toThrow(TypeError);
  });

  it('has no maker behind the door', () => {
    expect(Object.keys(door)).not.toContain('issue');
  });
});
