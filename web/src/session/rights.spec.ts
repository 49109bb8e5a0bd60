import { homeOf, may } from './rights';

describe('rights of the console', () => {
  it('show people to the administrator alone', () => {
    expect(may(['administrator'], 'people')).toBe(true);
    expect(may(['compliance_officer', 'dpo'], 'people')).toBe(false);
  });

  it('let officers give grants, not ask', () => {
    expect(may(['compliance_officer'], 'giveGrant')).toBe(true);
    expect(may(['compliance_officer'], 'askGrant')).toBe(false);
  });

  it('begin where the role has work', () => {
    expect(homeOf(['kyc_agent'])).toBe('/library');
    expect(homeOf(['administrator'])).toBe('/people');
    expect(homeOf(['key_administrator'])).toBe('/log');
    expect(homeOf(['legal'])).toBe('/holds');
    expect(homeOf(['auditor'])).toBe('/jobs');
  });
});
