import { asCurl, forgetCalls, recentCalls, recordCall, withoutSecrets } from './calls';

describe('recorded calls', () => {
  beforeEach(forgetCalls);

  it('blank every secret of a body', () => {
    expect(withoutSecrets({ name: 'weber', password: 'hunter2', token: 't' })).toEqual({
      name: 'weber',
      password: '…',
      token: '…',
    });
  });

  it('keep the last answer of one question', () => {
    recordCall({ method: 'GET', path: '/v1/media', status: 503 });
    recordCall({ method: 'GET', path: '/v1/media', status: 200 });
    expect(recentCalls()).toEqual([{ method: 'GET', path: '/v1/media', status: 200 }]);
  });

  it('become one shell line with quotes kept', () => {
    const line = asCurl(
      { method: 'POST', path: '/v1/grants', body: { reason: "it's needed" } },
      'https://vault.example',
    );
    expect(line).toContain(`curl -X POST \\\n  'https://vault.example/v1/grants'`);
    expect(line).toContain(`'{"reason":"it'\\''s needed"}'`);
  });
});
