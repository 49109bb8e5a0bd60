import { Global, Module } from '@nestjs/common';
import { Access } from './access.service';
import { AccessGuard } from './access.guard';
import { Approvables } from './approvals/approvable';
import { approvalPolicy } from './approvals/approval.policy';
import { ApprovalQueue } from './approvals/approval-queue';
import { ApprovalRepository } from './approvals/approval.repository';
import { ApprovalSteps } from './approvals/approval-steps';
import { ApprovalsController } from './approvals/approvals.controller';
import { Approvals } from './approvals/approvals.service';
import { ExpireApprovals } from './approvals/expire-approvals.job';
import { ApprovedGrants } from './grants/approved-grants';
import { GrantRepository } from './grants/grant.repository';
import { Grants } from './grants/grant.service';
import { grantPolicy } from './grants/grant.policy';
import { GrantsController } from './grants/grants.controller';
import { GrantWatch } from './grants/grant-watch';
import { Openings } from './grants/openings';
import { TicketSource } from './grants/ticket-source';
import { neighbourPolicies } from './neighbours.policy';
import { openingPolicy } from './opening.policy';
import { type Policy, PolicyRegistry } from './policy';
import { RestrictedUse } from './restricted-use';
import { Rules } from './rules';

/** Gives every module the decisions. `AccessGuard` is made global by the program that serves. */
@Global()
@Module({
  controllers: [GrantsController, ApprovalsController],
  providers: [
    Approvables,
    { provide: PolicyRegistry, useFactory: trustPolicies, inject: [Approvables] },
    Rules,
    Access,
    AccessGuard,
    ApprovedGrants,
    GrantRepository,
    Grants,
    GrantWatch,
    Openings,
    RestrictedUse,
    TicketSource,
    ApprovalQueue,
    ApprovalRepository,
    Approvals,
    ApprovalSteps,
    ExpireApprovals,
  ],
  exports: [
    ApprovedGrants,
    PolicyRegistry,
    Rules,
    Access,
    AccessGuard,
    Grants,
    TicketSource,
    Approvables,
    ApprovalQueue,
    Approvals,
  ],
})
export class AccessModule {}

/** The policies of this layer; modules above add theirs when they start. */
export function trustPolicies(approvables = new Approvables()): PolicyRegistry {
  const registry = new PolicyRegistry();
  const policies: readonly Policy[] = [openingPolicy, grantPolicy, approvalPolicy(approvables), ...neighbourPolicies];
  for (const policy of policies) registry.add(policy);
  return registry;
}
