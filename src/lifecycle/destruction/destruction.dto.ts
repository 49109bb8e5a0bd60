import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { type DocumentLanguage, documentLanguages } from '../../platform/documents';
import { IsId, type Page, PageQuery } from '../../platform/http';
import {
  type DestructionGround,
  destructionGrounds,
  type ItemVerdict,
  type PlanGround,
  planGrounds,
  type PlanStage,
  planStages,
  type PlanState,
  planStates,
} from './destruction';
import type { Certificate } from './certificates/certificate.repository';
import { ReferenceUnclear, ScopeUnclear } from './destruction.errors';
import type { DestructionOrder } from './plans/plan-drafting';
import type { IrreversibleAt } from '../../trust/keys';
import type { PlanFilters, WholePlan } from './plans/plan-records';
import type { Plan } from './plans/plan.repository';

const code = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;
const waitingFor = ['key_lives', 'never_a_key', 'epoch_in_use', 'root_not_destroyed'] as const;

/** Either some items, or everything of a person. */
export class PostDestructionPlanDto {
  @ApiProperty({ enum: destructionGrounds, enumName: 'DestructionGround' })
  @IsIn(destructionGrounds)
  ground: DestructionGround;
  /** The request, run or incident that it rests on, as a code without anything personal. */
  @Matches(code) reference: string;
  @ApiProperty({ type: [String], required: false })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @IsId({ each: true })
  media?: string[];
  @IsOptional() @IsId() subject?: string;

  order(): DestructionOrder {
    const { ground, media, subject } = this;
    const why = { ground, reference: { kind: 'code', id: this.reference } };
    if ((media === undefined) === (subject === undefined)) throw new ScopeUnclear();
    return subject === undefined ? { ...why, media: media ?? [] } : { ...why, subject };
  }
}

export class ListPlanItemsDto {
  /** The item after which to go on. */
  @IsOptional() @IsId() after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1000) limit: number = 200;
}

export class PrintCertificateDto {
  @ApiProperty({ enum: documentLanguages, enumName: 'DocumentLanguage', default: 'en' })
  @IsOptional()
  @IsIn(documentLanguages)
  language: DocumentLanguage = 'en';
}

export class PlanReferenceDto {
  kind: string;
  id: string;
}

/** Either what rests on a subject request, or what rests on a code that people know, such as that of a run. */
export class ListPlansDto extends PageQuery {
  @ApiProperty({ enum: planStages, enumName: 'DestructionPlanStage', required: false })
  @IsOptional()
  @IsIn(planStages)
  state?: PlanStage;
  @IsOptional() @IsId() subject?: string;
  @IsOptional() @IsId() request?: string;
  @IsOptional() @Matches(code) reference?: string;

  filters(): PlanFilters {
    const { state: stage, subject, request, reference: named, cursor, limit } = this;
    if (request !== undefined && named !== undefined) throw new ReferenceUnclear();
    const kind = request === undefined ? 'code' : 'subject_request';
    const id = request ?? named;
    return { stage, subject, cursor, limit, ...(id === undefined ? {} : { reference: { kind, id } }) };
  }
}

const date = { type: Date, nullable: true } as const;
const text = { type: String, nullable: true } as const;

export class DestructionPlanDto {
  id: string;
  @ApiProperty({ enum: planStates, enumName: 'DestructionPlanState' }) state: PlanState;
  @ApiProperty({ enum: planGrounds, enumName: 'DestructionPlanGround' }) ground: PlanGround;
  /** What it rests on: a code that people know, or something of the vault by its kind and id. */
  reference: PlanReferenceDto;
  @ApiProperty(text) subject: string | null;
  /** Whether nothing of that person stays. */
  whole: boolean;
  /** SHA-256 over all verdicts: what is approved. */
  itemsSha256: string;
  /** Items that go. */
  destroyed: number;
  /** Items that become other people's. */
  moved: number;
  /** Items that stay. */
  kept: number;
  requestedBy: string;
  requestedAt: Date;
  @ApiProperty(text) startedBy: string | null;
  @ApiProperty(date) startedAt: Date | null;
  @ApiProperty({ ...text, description: 'The approval under which it was started.' }) approval: string | null;
  @ApiProperty({ ...date, description: 'From when on nothing of it opens anywhere.' }) logicalAt: Date | null;
  @ApiProperty({ ...text, description: 'The certificate, once there is one.' }) certificate: string | null;

  static of(plan: Plan): DestructionPlanDto {
    const { id, state, ground, reference, subjectId: subject, whole, itemsSha256, destroyed } = plan;
    const { moved, kept, requestedBy, requestedAt, startedBy, startedAt, approvalId: approval, logicalAt } = plan;
    return Object.assign(new DestructionPlanDto(), {
      ...{ id, state, ground, reference, subject, whole, itemsSha256, destroyed, moved, kept },
      ...{ requestedBy, requestedAt, startedBy, startedAt, approval, logicalAt },
      certificate: state === 'certified' ? plan.certificateId : null,
    });
  }
}

export class KeptCountDto {
  /** The code of what keeps them. */
  kept: string;
  items: number;
}

export class IrreversibleDto {
  @ApiProperty({ ...date, description: 'Null while nobody knows.' }) at: Date | null;
  /** Whether that has passed. */
  passed: boolean;
  @ApiProperty({ ...text, enum: waitingFor, description: 'Why no date is known.' }) waiting: string | null;

  static of(of: IrreversibleAt): IrreversibleDto {
    return of.known ? { at: of.at, passed: of.passed, waiting: null } : { at: null, passed: false, waiting: of.reason };
  }
}

export class WholeDestructionPlanDto extends DestructionPlanDto {
  /** Why items stay. */
  keptBy: KeptCountDto[];
  @ApiProperty(date) keysGoneAt: Date | null;
  @ApiProperty({ type: Number, nullable: true, description: 'Nodes that confirmed that they hold no key of it.' })
  nodes: number | null;
  @ApiProperty(date) bytesGoneAt: Date | null;
  /** Items that go whose bytes may still be there. */
  left: number;
  @ApiProperty({ type: IrreversibleDto, nullable: true, description: 'The end of the last copy of its keys.' })
  irreversible: IrreversibleDto | null;

  static ofWhole(plan: WholePlan): WholeDestructionPlanDto {
    const { keptBy, keysGoneAt, nodes, bytesGoneAt, left } = plan;
    const irreversible = plan.irreversible && IrreversibleDto.of(plan.irreversible);
    const more = { keptBy: [...keptBy], keysGoneAt, nodes, bytesGoneAt, left, irreversible };
    return Object.assign(new WholeDestructionPlanDto(), DestructionPlanDto.of(plan), more);
  }
}

export class DestructionPlanPageDto {
  items: DestructionPlanDto[];
  @ApiProperty(text) next: string | null;

  static of({ items, next }: Page<Plan>): DestructionPlanPageDto {
    return Object.assign(new DestructionPlanPageDto(), { items: items.map((one) => DestructionPlanDto.of(one)), next });
  }
}

export class PlanItemDto {
  media: string;
  @ApiProperty({ type: String, nullable: true, description: 'What keeps it; null where it goes.' }) kept: string | null;
  @ApiProperty({ enum: ['goes', 'stays', 'moves'] }) verdict: 'goes' | 'stays' | 'moves';
  @ApiProperty({
    format: 'uuid',
    type: String,
    nullable: true,
    description: 'The person on it whose claim remains, and whose item it becomes.',
  })
  movesTo: string | null;
  /** Rows of the schedule that say so. */
  authority: string[];

  static of({ media, kept, movesTo, authority }: ItemVerdict): PlanItemDto {
    const verdict = kept === null ? 'goes' : movesTo === null ? 'stays' : 'moves';
    return Object.assign(new PlanItemDto(), { media, kept, verdict, movesTo, authority: [...authority] });
  }
}

export class PlanItemsDto {
  items: PlanItemDto[];
}

export class CertificateDto {
  id: string;
  issuedAt: Date;
  /** The signed text: canonical JSON. Its SHA-256 stands in the log. */
  certificate: string;
  /** Detached CMS signature over it, base64. */
  signature: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The signed text of the addendum, once backups have aged out.',
  })
  addendum: string | null;
  @ApiProperty({ type: String, nullable: true }) addendumSignature: string | null;

  static of({ id, issuedAt, body, signature, addendum, addendumSignature }: Certificate): CertificateDto {
    return Object.assign(new CertificateDto(), {
      ...{ id, issuedAt, certificate: body, signature: signature.toString('base64'), addendum },
      addendumSignature: addendumSignature?.toString('base64') ?? null,
    });
  }
}

export class CertificatePageDto {
  items: CertificateDto[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;

  static of({ items, next }: Page<Certificate>): CertificatePageDto {
    return Object.assign(new CertificatePageDto(), { items: items.map((one) => CertificateDto.of(one)), next });
  }
}
