import type { Id } from '../../../kernel';
import type { EvidenceLeaf } from '../../../trust/audit';

/** Types of entries that say who changed the rules, and who approved what needed it. */
export const changeTypes = [
  'system.policy.changed',
  'account.roles.changed',
  'approval.requested',
  'approval.changed',
  'approval.given',
  'approval.declined',
  'approval.withdrawn',
  'approval.expired',
  'approval.executed',
] as const;

interface Step {
  readonly entry: number;
  readonly at: string;
  readonly by: { readonly kind: string; readonly id: Id; readonly role: string | null };
}

export interface PolicyStep extends Step {
  /** `sha256:…` of the policy files before and after; null before the first. */
  readonly from: string | null;
  readonly to: string | null;
}

export interface RoleStep extends Step {
  readonly account: Id;
  readonly role: string;
  readonly change: 'added' | 'removed';
}

export interface ApprovalStep extends Step {
  readonly step: string;
  /** SHA-256 of the request as it was then, hex: a change makes another one. */
  readonly request: string | null;
}

/** Everything that one request for approval went through. */
export interface ApprovalHistory {
  readonly approval: Id;
  readonly action: string;
  readonly steps: readonly ApprovalStep[];
}

export interface Changes {
  readonly policies: readonly PolicyStep[];
  readonly roles: readonly RoleStep[];
  readonly approvals: readonly ApprovalHistory[];
}

/** Who changed rules and roles, in the order of the entries. Pure: what is not in the log did not happen. */
export function changesOf(leaves: readonly EvidenceLeaf[]): Changes {
  const allowed = leaves.filter(({ event }) => event.decision === 'allow');
  const of = (start: string): EvidenceLeaf[] => allowed.filter(({ event }) => event.type.startsWith(start));
  const approvals = new Map<Id, { approval: Id; action: string; steps: ApprovalStep[] }>();
  for (const leaf of of('approval.')) {
    const { id, part } = objectOf(leaf);
    const history = approvals.get(id) ?? { approval: id, action: part, steps: [] };
    approvals.set(id, history);
    history.steps.push(approvalStep(leaf));
  }
  return {
    policies: of('system.policy.changed').map(policyStep),
    roles: of('account.roles.changed').map(roleStep),
    approvals: [...approvals.values()],
  };
}

function policyStep(leaf: EvidenceLeaf): PolicyStep {
  const { obj, policy } = leaf.event;
  return { ...stepOf(leaf), from: obj?.sha256 ? `sha256:${obj.sha256}` : null, to: policy };
}

function roleStep(leaf: EvidenceLeaf): RoleStep {
  const { id: account, part: role } = objectOf(leaf);
  return { ...stepOf(leaf), account, role, change: leaf.event.reason === 'removed' ? 'removed' : 'added' };
}

function approvalStep(leaf: EvidenceLeaf): ApprovalStep {
  const { type, obj } = leaf.event;
  return { ...stepOf(leaf), step: type.slice('approval.'.length), request: obj?.sha256 ?? null };
}

function objectOf({ event: { obj } }: EvidenceLeaf): { id: Id; part: string } {
  return { id: obj?.object ?? '', part: obj?.part ?? '' };
}

function stepOf({ n, event: { t, actor } }: EvidenceLeaf): Step {
  return { entry: n, at: t, by: { kind: actor.kind, id: actor.id, role: actor.role } };
}
