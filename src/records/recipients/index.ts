export type { DisclosedCount, Recipient } from './recipient';
export { RecipientDto } from './recipients.dto';
export { RecipientsModule } from './recipients.module';
export { Recipients } from './recipients.service';
