import { items } from '../../../config/roles.json';
import type { Meta } from '../api/types';
import { excluded } from './role-rules';

const rules = items as Meta['roles'];

describe('roles of one person', () => {
  it('keep administrators apart from all others', () => {
    expect(excluded('administrator', ['kyc_agent'], rules)).toBe(true);
    expect(excluded('kyc_agent', ['key_administrator'], rules)).toBe(true);
  });

  it('keep the DPO from managing records', () => {
    expect(excluded('records_manager', ['dpo'], rules)).toBe(true);
  });

  it('allow an agent to be both', () => {
    expect(excluded('kyc_agent', ['support_agent'], rules)).toBe(false);
  });
});
