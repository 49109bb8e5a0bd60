import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../../../kernel';
import { RetentionReports } from '../../../lifecycle/retention';
import { VaultDatabase } from '../../../platform/database';
import { POLICY_DATA, type PolicyData } from '../../../platform/settings';
import { Recipients } from '../../../records/recipients';
import { ProcessingRepository } from './processing.repository';
import { recordsOfProcessing, type RecordsOfProcessing } from './records-of-processing';
import { type Answer, listed, type Printed, printedTable, type StandingQuestion } from './standing-question';

/** Records of processing with real limits for erasure (regulation F, question 12; A24). */
@Injectable()
export class ProcessingQuestion implements StandingQuestion {
  readonly name = 'processing';

  constructor(
    private readonly vault: VaultDatabase,
    private readonly repository: ProcessingRepository,
    private readonly retention: RetentionReports,
    private readonly recipients: Recipients,
    @Inject(POLICY_DATA) private readonly policy: PolicyData,
  ) {}

  async find(context: RequestContext): Promise<Answer> {
    const items = await this.vault.read(context, (tx) => this.repository.countItems(tx));
    const schedule = await this.retention.schedule(context);
    const disclosed = await this.recipients.countDisclosed(context);
    const body = recordsOfProcessing(this.policy, schedule, items, disclosed);
    return { body, lines: body.activities.length + body.categories.length, print: () => processingPage(body) };
  }
}

function processingPage(record: RecordsOfProcessing): Printed {
  const { activities, categories, recipients } = record;
  const undecided = categories.filter(({ undecidedIn }) => undecidedIn.length > 0);
  const limits = categories.flatMap(({ name, limits: of }) => of.map((limit) => ({ name, ...limit })));
  return {
    title: 'Records of processing activities',
    finding:
      undecided.length === 0
        ? 'Every category of data has a time limit for its erasure.'
        : `${undecided.map(({ name }) => name).join(', ')}: some jurisdictions have no time limit yet; items there are never destroyed without a person.`,
    facts: [
      ...record.laws,
      ...record.toBeCompleted.map((what) => ['To be completed', what] as const),
      ['Persons', record.places.persons],
      ['Data', record.places.data],
      ['Schedule in force', record.schedule],
      ...record.security.map((measure) => ['Security', measure] as const),
    ],
    tables: [
      printedTable(
        'Purposes',
        { of: activities, more: 0 },
        {
          Purpose: ({ name }) => name,
          Items: ({ items }) => String(items),
          Categories: ({ classes }) => listed(classes),
          'Legal bases': ({ legalBases }) => listed(legalBases),
          Jurisdictions: ({ jurisdictions }) => listed(jurisdictions),
          'Opened by': ({ roles, programs }) => listed(programs ? [...roles, 'programs'] : roles),
          Recipients: ({ recipients: names }) => listed(names),
        },
      ),
      printedTable(
        'Time limits for erasure',
        { of: limits, more: 0 },
        {
          Category: ({ name }) => name,
          Row: ({ row }) => row,
          Jurisdictions: ({ jurisdictions }) => listed(jurisdictions),
          Limit: ({ limit }) => limit,
        },
      ),
      printedTable(
        'Categories without a time limit somewhere',
        { of: undecided, more: 0 },
        { Category: ({ name }) => name, In: ({ undecidedIn }) => listed(undecidedIn) },
      ),
      printedTable(
        'Recipients',
        { of: recipients, more: 0 },
        { Recipient: ({ name }) => name, Basis: ({ basis }) => basis, Items: ({ items }) => String(items) },
      ),
    ],
  };
}
