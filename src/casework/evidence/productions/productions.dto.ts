import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsOptional,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { IsId } from '../../../platform/http';
import { artefactPath } from '../artefacts/artefact';
import { TicketNameDto } from '../artefacts/evidence.dto';
import { mostProduced, type Production, type ProductionOrder, stateOf } from './production';

const date = { format: 'date-time', nullable: true, type: String } as const;

export class ProductionScopeDto {
  @ApiPropertyOptional({ format: 'uuid', description: 'Everything of this person.' })
  @IsOptional()
  @IsId()
  subject?: string;

  @ApiPropertyOptional() @IsOptional() @ValidateNested() @Type(() => TicketNameDto) ticket?: TicketNameDto;

  @ApiPropertyOptional({ type: [String], format: 'uuid' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostProduced)
  @ArrayUnique()
  @IsId({ each: true })
  media?: string[];

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @Matches(/^[a-z][a-z0-9_]{1,47}$/, { each: true })
  classes?: string[];
}

export class PostProductionDto {
  @ApiProperty({ description: 'The order’s own reference: a code, never a name.' })
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
  reference: string;

  @ApiProperty({ format: 'uuid', description: 'The authority, from the list of recipients.' })
  @IsId()
  recipient: string;

  @ApiProperty({ description: 'The provision that obliges.', example: 'GwG s.32(3)' })
  @Length(1, 120)
  @Matches(/^[\p{L}\p{N} .,()/§-]+$/u)
  legalBasis: string;

  @ApiProperty({ description: 'Every member that is given must fit; it names a subject, a ticket or items.' })
  @ValidateNested()
  @Type(() => ProductionScopeDto)
  scope: ProductionScopeDto;

  @ApiProperty({ description: 'The open ticket for `authority_request` under which the items are opened.' })
  @ValidateNested()
  @Type(() => TicketNameDto)
  ticket: TicketNameDto;

  @ApiPropertyOptional({ default: true, description: 'Whether a law forbids to tell the person of it.' })
  @IsOptional()
  @IsBoolean()
  secret?: boolean;

  static order({ secret = true, ticket, scope, ...rest }: PostProductionDto): ProductionOrder {
    return {
      ...rest,
      secret,
      scope: JSON.parse(JSON.stringify(scope)) as ProductionScopeDto,
      ticket: { system: ticket.system, id: ticket.id },
    };
  }
}

export class ProductionDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: ['asked', 'making', 'ready', 'handed_out'], enumName: 'ProductionState' })
  state: ReturnType<typeof stateOf>;
  @ApiProperty() reference: string;
  @ApiProperty({ format: 'uuid' }) recipient: string;
  @ApiProperty() authority: string;
  @ApiProperty() legalBasis: string;
  @ApiProperty({ type: ProductionScopeDto }) scope: ProductionOrder['scope'];
  @ApiProperty() secret: boolean;
  @ApiProperty() ticket: TicketNameDto;
  @ApiProperty() items: number;
  @ApiProperty({ description: 'Of them, under a hold.' }) held: number;
  @ApiProperty({ description: 'Of the scope, quarantined and not handed out.' }) withheld: number;
  @ApiProperty() itemsSha256: string;
  @ApiProperty({ format: 'uuid' }) requestedBy: string;
  @ApiProperty({ format: 'date-time' }) requestedAt: Date;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) approval: string | null;
  @ApiProperty(date) startedAt: Date | null;
  @ApiProperty(date) readyAt: Date | null;
  @ApiProperty(date) handedOutAt: Date | null;
  @ApiProperty({ type: String, nullable: true, description: 'Where it is downloaded by whoever asked for it.' })
  contentPath: string | null;

  static of({ bundle, ...production }: Production): ProductionDto {
    const contentPath = bundle === null ? null : `${artefactPath.production}/${bundle}/content`;
    return { ...production, state: stateOf({ bundle, ...production }), contentPath };
  }
}

export class ProductionPageDto {
  @ApiProperty({ type: [ProductionDto] }) items: ProductionDto[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;

  static of({ items, next }: { items: Production[]; next: string | null }): ProductionPageDto {
    return { items: items.map((one) => ProductionDto.of(one)), next };
  }
}
