import { Global, Module } from '@nestjs/common';
import { Access } from './access.service';
import { AccessGuard } from './access.guard';
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
import { Rules } from './rules';

/** Gives every module the decisions. `AccessGuard` is made global by the program that serves. */
@Global()
@Module({
  controllers: [GrantsController],
  providers: [
    { provide: PolicyRegistry, useFactory: trustPolicies },
    Rules,
    Access,
    AccessGuard,
    GrantRepository,
    Grants,
    GrantWatch,
    Openings,
    TicketSource,
  ],
  exports: [PolicyRegistry, Rules, Access, AccessGuard, Grants, TicketSource],
})
export class AccessModule {}

/** The policies of this layer; modules above add theirs when they start. */
export function trustPolicies(): PolicyRegistry {
  const registry = new PolicyRegistry();
  const policies: readonly Policy[] = [openingPolicy, grantPolicy, ...neighbourPolicies];
  for (const policy of policies) registry.add(policy);
  return registry;
}
