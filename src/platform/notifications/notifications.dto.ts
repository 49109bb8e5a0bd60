import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsUUID } from 'class-validator';
import { IsId } from '../http';

export class NotificationDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'What happened, e.g. `search.matched`.' }) kind: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Ids, codes and counts.' })
  body: Readonly<Record<string, string | number | boolean | null>>;
  @ApiProperty({ format: 'date-time' }) writtenAt: Date;
  @ApiProperty({ type: Date, nullable: true }) readAt: Date | null;
}

export class NotificationsDto {
  @ApiProperty({ type: [NotificationDto] }) items: NotificationDto[];
  @ApiProperty({ type: String, nullable: true }) next: string | null;
  @ApiProperty({ description: 'How many are not read yet; counted up to 100.' }) unread: number;
}

export class ReadMarks {
  @ApiProperty({ type: [String] })
  @IsArray()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  @IsId({ each: true })
  ids: string[];
}
