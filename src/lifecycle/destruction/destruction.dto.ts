import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { type DocumentLanguage, documentLanguages } from '../../platform/documents';
import { IsId, type Page } from '../../platform/http';
import {
  type DestructionGround,
  destructionGrounds,
  type ItemVerdict,
  type PlanGround,
  planGrounds,
  type PlanState,
  planStates,
} from './destruction';
import type { Certificate } from './certificates/certificate.repository';
import { ScopeUnclear } from './destruction.errors';
import type { DestructionOrder } from './plans/plan-drafting';
import type { Plan } from './plans/plan.repository';

/** Either some items, or everything of a person. */
export class PostDestructionPlanDto {
  @ApiProperty({ enum: destructionGrounds, enumName: 'DestructionGround' })
  @IsIn(destructionGrounds)
  ground: DestructionGround;
  /** The request, run or incident that it rests on, as a code without anything personal. */
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/) reference: string;
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

export class DestructionPlanDto {
  id: string;
  @ApiProperty({ enum: planStates, enumName: 'DestructionPlanState' }) state: PlanState;
  @ApiProperty({ enum: planGrounds, enumName: 'DestructionPlanGround' }) ground: PlanGround;
  /** What it rests on: a code that people know, or something of the vault by its kind and id. */
  reference: PlanReferenceDto;
  @ApiProperty({ type: String, nullable: true }) subject: string | null;
  /** Whether nothing of that person stays. */
  whole: boolean;
  /** SHA-256 over all verdicts: what is approved. */
  itemsSha256: string;
  requestedAt: Date;
  @ApiProperty({ type: Date, nullable: true }) startedAt: Date | null;
  @ApiProperty({ type: Date, nullable: true, description: 'From when on nothing of it opens anywhere.' })
  logicalAt: Date | null;
  @ApiProperty({ type: String, nullable: true, description: 'The certificate, once there is one.' })
  certificate: string | null;

  static of({ subjectId, certificateId, ...plan }: Plan): DestructionPlanDto {
    const { id, state, ground, reference, whole, itemsSha256, requestedAt, startedAt, logicalAt } = plan;
    const certificate = state === 'certified' ? certificateId : null;
    const facts = { id, state, ground, reference, whole, itemsSha256, requestedAt, startedAt, logicalAt };
    return Object.assign(new DestructionPlanDto(), { ...facts, subject: subjectId, certificate });
  }
}

export class PlanItemDto {
  media: string;
  @ApiProperty({ type: String, nullable: true, description: 'What keeps it; null where it goes.' }) kept: string | null;
  /** Rows of the schedule that say so. */
  authority: string[];

  static of({ media, kept, authority }: ItemVerdict): PlanItemDto {
    return Object.assign(new PlanItemDto(), { media, kept, authority: [...authority] });
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
