import { excluded } from './role-rules';

describe('roles of one person', () => {
  it('keep administrators apart from all others', () => {
    expect(excluded('administrator', ['kyc_agent'])).toBe(true);
    expect(excluded('kyc_agent', ['key_administrator'])).toBe(true);
  });

  it('keep the DPO from managing records', () => {
    expect(excluded('records_manager', ['dpo'])).toBe(true);
  });

  it('allow an agent to be both', () => {
    expect(excluded('kyc_agent', ['support_agent'])).toBe(false);
  });
});
