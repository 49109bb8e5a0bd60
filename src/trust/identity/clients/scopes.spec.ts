import fc from 'fast-check';
import { scopes } from '../../../kernel';
import { basicCredentials, grantedScopes } from './scopes';

describe('a token', () => {
  it('has all scopes of its client unasked', () => {
    expect(grantedScopes(undefined, ['media:read', 'media:list'])).toEqual(['media:read', 'media:list']);
    expect(grantedScopes(' ', ['media:read'])).toEqual(['media:read']);
  });

  it('has fewer where fewer were asked for', () => {
    expect(grantedScopes('media:list', ['media:read', 'media:list'])).toEqual(['media:list']);
  });

  it.each(['audit:read', 'media:read audit:read', 'admin', 'media:read *', '__proto__'])(
    'never has more: %s',
    (asked) => {
      expect(grantedScopes(asked, ['media:read'])).toBeNull();
    },
  );

  it('never has what its client lacks', () => {
    fc.assert(
      fc.property(fc.subarray([...scopes]), fc.subarray([...scopes]), (held, asked) => {
        const granted = grantedScopes(asked.join(' '), held);
        return granted === null || granted.every((scope) => held.includes(scope));
      }),
    );
  });
});

describe('basic credentials', () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

  it('are an id and a secret', () => {
    expect(basicCredentials(basic('4f1c:a%3Ab'))).toEqual({ id: '4f1c', secret: 'a:b' });
  });

  it.each([undefined, '', 'Bearer abc', 'Basic !!', basic('no colon'), basic(':x'), basic('a:%ZZ')])(
    'are not in %s',
    (header) => {
      expect(basicCredentials(header)).toBeNull();
    },
  );
});
