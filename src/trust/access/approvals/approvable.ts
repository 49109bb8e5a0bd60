import { Injectable } from '@nestjs/common';
import type { Id, RequestContext, Role } from '../../../kernel';
import type { Transaction } from '../../../platform/database';
import type { CanonicalValue } from '../../audit';

/** What other people approved, as it was frozen then. */
export interface Approved<Request extends CanonicalValue> {
  readonly id: Id;
  readonly request: Request;
  /** SHA-256 of the approved request, hex: for the entry about what is done. */
  readonly hash: string;
}

/** Something that one person may not do alone, declared by the module that does it. */
export interface ApprovableAction<Request extends CanonicalValue = CanonicalValue> {
  /** A code for log and API, such as `audit.prune`. */
  readonly name: string;
  /** Who may ask for it and change it; and have it done once it is approved, unless that is for others. */
  readonly mayRequest: readonly Role[];
  /** Who alone may have it done once it is approved, where whoever asks for it must not. */
  readonly mayStart?: readonly Role[];
  readonly mayApprove: readonly Role[];
  /** How many other people have to approve. */
  readonly approvals: number;
  /** Whether they must act in another role than the one who asked. */
  readonly differentRole: boolean;
  /** After so many hours the request has expired. */
  readonly hours: number;
  /** The request in plain words: what happens, to how much, what stays, and from where there is no way back. */
  describe(request: Request): readonly string[];
  /**
   * Does it, once, in the transaction that ends the approval. What cannot be part of a transaction is ordered in it as a
   * job. A throw undoes everything, and the approval stays what it was.
   */
  execute(tx: Transaction, context: RequestContext, approved: Approved<Request>): Promise<void>;
}

/** Everything that needs other people. Modules add theirs when they are initialised. */
@Injectable()
export class Approvables {
  readonly #actions = new Map<string, ApprovableAction>();

  add<Request extends CanonicalValue>(action: ApprovableAction<Request>): void {
    if (this.#actions.has(action.name)) throw new Error(`the action ${action.name} is declared twice`);
    if (action.approvals < 1) throw new Error(`the action ${action.name} needs nobody`);
    this.#actions.set(action.name, action);
  }

  get(name: string): ApprovableAction {
    const action = this.#actions.get(name);
    if (action === undefined) throw new Error(`nobody declared the action ${name}`);
    return action;
  }

  /** Names of what a role may ask for, approve, or have done. */
  namesFor(role: Role, part: 'mayRequest' | 'mayApprove' | 'mayStart'): string[] {
    const holders = (action: ApprovableAction): readonly Role[] =>
      part === 'mayStart' ? (action.mayStart ?? action.mayRequest) : action[part];
    return [...this.#actions.values()].filter((action) => holders(action).includes(role)).map(({ name }) => name);
  }
}
