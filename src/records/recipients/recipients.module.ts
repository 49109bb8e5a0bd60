import { Module } from '@nestjs/common';
import { PolicyRegistry } from '../../trust/access';
import { disclosurePolicy } from './disclosure.policy';
import { RecipientRepository } from './recipient.repository';
import { RecipientsController } from './recipients.controller';
import { Recipients } from './recipients.service';

@Module({
  controllers: [RecipientsController],
  providers: [RecipientRepository, Recipients],
  exports: [Recipients],
})
export class RecipientsModule {
  constructor(policies: PolicyRegistry) {
    policies.add(disclosurePolicy);
  }
}
