import { join } from 'node:path';
import { roles } from '../../../kernel';
import { loadPolicyData } from '../../../platform/settings';
import { conflictingRoles, roleChanges } from './role-rules';

const rules = loadPolicyData(join(__dirname, '../../../../config')).roles;

describe('roles together', () => {
  it('may be several ordinary ones', () => {
    expect(
      conflictingRoles(['support_agent', 'kyc_agent', 'compliance_officer', 'legal', 'auditor'], rules),
    ).toBeNull();
  });

  it.each(['administrator', 'key_administrator'] as const)('leave %s alone', (powerful) => {
    for (const other of roles.filter((role) => role !== powerful))
      expect(conflictingRoles([other, powerful], rules)).not.toBeNull();
  });

  it('keep officer and records manager apart', () => {
    expect(conflictingRoles(['dpo', 'records_manager'], rules)).toEqual(['dpo', 'records_manager']);
  });

  it('conflict whichever side says so', () => {
    const oneSided = [
      { code: 'legal' as const, excludes: ['auditor' as const] },
      { code: 'auditor' as const, excludes: [] },
    ];
    expect(conflictingRoles(['auditor', 'legal'], oneSided)).toEqual(['legal', 'auditor']);
  });

  it('never conflict when single', () => {
    for (const role of roles) expect(conflictingRoles([role], rules)).toBeNull();
  });
});

it('a change names what it gives and takes', () => {
  expect(roleChanges(['legal', 'dpo'], ['dpo', 'auditor'])).toEqual({ added: ['auditor'], removed: ['legal'] });
});
