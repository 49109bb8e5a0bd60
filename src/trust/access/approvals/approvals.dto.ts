import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { type Page, PageQuery } from '../../../platform/http';
import { type ApprovalState, approvalStates, declineReasons, type DeclineReason, type Party } from './approval';
import type { ApprovalView } from './approval-queue';

export class GiveApprovalDto {
  /** The `hash` of the request as it was read. */
  @Matches(/^[0-9a-f]{64}$/) hash: string;
}

export class DeclineApprovalDto {
  @IsIn(declineReasons) reason: DeclineReason;
}

export class ListApprovalsDto extends PageQuery {
  /** `decide`: what waits for me; `requested`: what I asked for. Without it everything in reach. */
  @IsOptional() @IsIn(['decide', 'requested']) queue?: 'decide' | 'requested';
  @IsOptional() @IsIn(approvalStates) state?: ApprovalState;
}

export class ApprovalPartyDto {
  actor: string;
  /** The role that counted. */
  role: string;
  at: Date;

  static of({ id, role }: Party, at: Date): ApprovalPartyDto {
    return Object.assign(new ApprovalPartyDto(), { actor: id, role, at });
  }
}

/** What somebody asked for, exactly as it would be executed. */
export class ApprovalDto {
  id: string;
  /** What it is about, e.g. `audit.prune`. */
  action: string;
  /** The request in plain words, line by line. */
  description: string[];
  /** The request itself. */
  @ApiProperty({ type: 'object', additionalProperties: true }) request: unknown;
  /** SHA-256 of the canonical JSON of `{action, request}`; approving names it. */
  hash: string;
  /** Grows with each change, which asks everybody again. */
  version: number;
  state: ApprovalState;
  /** How many other people have to approve. */
  needed: number;
  /** Whether they must act in another role than the requester. */
  differentRole: boolean;
  requested: ApprovalPartyDto;
  expiresAt: Date;
  /** Approvals of the present version. */
  given: ApprovalPartyDto[];
  endedBy: string | null;
  endedAt: Date | null;
  endReason: string | null;
  /** Whether you may approve it now. */
  mayApprove: boolean;

  static of({ approval, request, description, mayApprove }: ApprovalView): ApprovalDto {
    const { id, action, hash, version, state, needed, differentRole, expiresAt, endedBy, endedAt, endReason } =
      approval;
    const given = approval.given.filter((one) => one.version === version);
    return Object.assign(new ApprovalDto(), {
      ...{ id, action, description, request, hash, version, state, needed, differentRole },
      ...{ expiresAt, endedBy, endedAt, endReason, mayApprove },
      requested: ApprovalPartyDto.of(approval.requestedBy, approval.requestedAt),
      given: given.map(({ by, at }) => ApprovalPartyDto.of(by, at)),
    });
  }
}

export class ApprovalPageDto {
  items: ApprovalDto[];
  next: string | null;

  static of({ items, next }: Page<ApprovalView>): ApprovalPageDto {
    return Object.assign(new ApprovalPageDto(), { items: items.map((item) => ApprovalDto.of(item)), next });
  }
}
