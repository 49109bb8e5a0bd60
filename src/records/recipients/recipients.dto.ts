import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsDate, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { IsId } from '../../platform/http';
import { type DisclosureBasis, disclosureBases, type Recipient } from './recipient';

export class PostRecipientDto {
  @ApiProperty({ description: 'Of the organisation, never of a person.' }) @IsString() @Length(1, 200) name: string;
  @ApiProperty({ description: 'How it is told.' }) @IsString() @Length(1, 300) contact: string;
}

export class RecipientDto extends PostRecipientDto {
  @ApiProperty({ format: 'uuid' }) id: string;

  static of({ id, name, contact }: Recipient): RecipientDto {
    return { id, name, contact };
  }
}

export class RecipientsDto {
  @ApiProperty({ type: [RecipientDto] }) items: RecipientDto[];

  static of(recipients: Recipient[]): RecipientsDto {
    return { items: recipients.map((one) => RecipientDto.of(one)) };
  }
}

export class PostDisclosureDto {
  @ApiProperty({ format: 'uuid' }) @IsId() recipient: string;
  @ApiProperty({ type: [String], format: 'uuid' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @IsId({ each: true })
  media: string[];
  @ApiProperty({ enum: disclosureBases }) @IsIn(disclosureBases) basis: DisclosureBasis;
  @ApiPropertyOptional({ format: 'date-time', description: 'Now without it.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  disclosedAt?: Date | null;
}
