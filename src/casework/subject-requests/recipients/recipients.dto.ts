import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsDate, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { IsId } from '../../../platform/http';
import { type Notice, type NoticeState, noticeStates, type Recipient } from './notice';

const date = { format: 'date-time', nullable: true, type: String } as const;
/** On what an item was given to somebody outside. */
const disclosureBases = [
  'processor',
  'legal_obligation',
  'authority_request',
  'consent',
  'contract',
  'legal_claim',
] as const;
const ends = ['told', 'acknowledged', 'impossible'] as const;

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
  @ApiProperty({ enum: disclosureBases }) @IsIn(disclosureBases) basis: (typeof disclosureBases)[number];
  @ApiPropertyOptional({ format: 'date-time', description: 'Now without it.' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  disclosedAt?: Date | null;
}

export class TurnNoticeDto {
  @ApiProperty({ enum: ends, description: '`told` again is a reminder.' }) @IsIn(ends) state: (typeof ends)[number];
}

export class NoticeDto {
  @ApiProperty({ format: 'uuid' }) request: string;
  @ApiProperty({ type: RecipientDto }) recipient: RecipientDto;
  @ApiProperty({ type: [String], format: 'uuid' }) erased: readonly string[];
  @ApiProperty({ type: [String], format: 'uuid' }) restricted: readonly string[];
  @ApiProperty({ enum: noticeStates }) state: NoticeState;
  @ApiProperty({ format: 'date-time' }) openedAt: Date;
  @ApiProperty(date) toldAt: Date | null;
  @ApiProperty({ format: 'date-time', description: 'From then on somebody asks again.' }) remindAt: Date;
  @ApiProperty(date) endedAt: Date | null;

  static of(notice: Notice): NoticeDto {
    return { ...notice };
  }
}

export class NoticesDto {
  @ApiProperty({ type: [NoticeDto] }) items: NoticeDto[];

  static of(notices: Notice[]): NoticesDto {
    return { items: notices.map((one) => NoticeDto.of(one)) };
  }
}
