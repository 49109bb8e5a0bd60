import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Id, RequestContext } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import { type Approval, type ApprovableAction, Approvables, Approvals, type Approved } from '../../../trust/access';
import { canTurn, refusalArticles, type RefusalGround, type SubjectRequest } from '../request';
import { RequestEntries } from '../register/request-entries';
import { ControllerDecides, RequestNotFound, WrongState } from '../request.errors';
import { RequestRepository } from '../register/request.repository';

/** Which request is refused, on what ground, and how many the person made besides it when that was asked for. */
export type RefusalRequest = { readonly request: Id; readonly ground: RefusalGround; readonly others: number };

const grounds: Readonly<Record<RefusalGround, string>> = {
  manifestly_unfounded: 'It is manifestly unfounded.',
  manifestly_excessive: 'It is manifestly excessive.',
  not_covered: 'The right does not reach what is asked for.',
  others_rights: 'The rights of other people stand against it.',
};

/** Refusing a request as a whole: the organisation has to prove the ground, so that a second person looks at it. */
@Injectable()
export class RefuseRequest implements ApprovableAction<RefusalRequest>, OnModuleInit {
  readonly name = 'request.refuse';
  readonly mayRequest = ['dpo', 'compliance_officer'] as const;
  readonly mayApprove = ['dpo', 'compliance_officer'] as const;
  readonly approvals = 1;
  readonly differentRole = true;
  readonly hours = 120;

  constructor(
    private readonly approvables: Approvables,
    private readonly requests: Approvals,
    private readonly repository: RequestRepository,
    private readonly entries: RequestEntries,
  ) {}

  onModuleInit(): void {
    this.approvables.add(this);
  }

  /** Who may not ask for it learns nothing of the request: it is looked at only after that. */
  async ask(context: RequestContext, id: Id, ground: RefusalGround): Promise<Approval> {
    return this.entries.recordingRefusal(context, id, () =>
      this.requests.request(context, this, async (tx) => {
        const { subject } = refusable(await this.repository.lock(tx, id));
        const others = subject === null ? 0 : await this.repository.countOf(tx, subject, id);
        return { request: id, ground, others };
      }),
    );
  }

  describe({ request, ground, others }: RefusalRequest): readonly string[] {
    return [
      `Refuses the subject request ${request}: nothing of what it asks for is done.`,
      `${grounds[ground]} The organisation has to prove it.`,
      `The same person made ${others} other requests.`,
      'The person must be told why, where they can complain, and that they can go to court.',
    ];
  }

  async execute(tx: Transaction, context: RequestContext, approved: Approved<RefusalRequest>): Promise<void> {
    const { request: id, ground } = approved.request;
    const { regime, subject } = refusable(await this.repository.lock(tx, id));
    const refused = { ground, article: refusalArticles[regime][ground], approval: approved.id };
    await this.repository.turn(tx, id, { state: 'refused', refused });
    await this.entries.record(tx, context, 'request.refused', { request: id, subject, reason: ground });
  }
}

function refusable(request: SubjectRequest | null): SubjectRequest {
  if (request === null) throw new RequestNotFound();
  if (request.controller !== null) throw new ControllerDecides();
  if (!canTurn(request.state, 'refused')) throw new WrongState();
  return request;
}
