import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { RecipientDto } from '../../../records/recipients';
import { type Notice, type NoticeState, noticeStates } from './notice';

const date = { format: 'date-time', nullable: true, type: String } as const;
const ends = ['told', 'acknowledged', 'impossible'] as const;

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
