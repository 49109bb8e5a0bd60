import { ApiProperty } from '@nestjs/swagger';
import type { Page } from '../../../platform/http';
import { type ListedRun, plainRun } from './disposition.repository';

export class DispositionRunDto {
  @ApiProperty({ format: 'date-time' }) startedAt: Date;
  @ApiProperty({ format: 'date-time' }) finishedAt: Date;
  @ApiProperty() items: number;
  @ApiProperty() due: number;
  @ApiProperty() review: number;
  @ApiProperty() held: number;
  @ApiProperty({ description: 'The version of the schedule that it worked with.' }) policy: string;
}

export class ListedRunDto extends DispositionRunDto {
  @ApiProperty({ format: 'uuid' }) id: string;

  static of(run: ListedRun): ListedRunDto {
    return { id: run.id, ...plainRun(run) };
  }
}

export class RunPageDto {
  @ApiProperty({ type: [ListedRunDto] }) items: ListedRunDto[];
  @ApiProperty({ nullable: true, type: String }) next: string | null;

  static of({ items, next }: Page<ListedRun>): RunPageDto {
    return { items: items.map((run) => ListedRunDto.of(run)), next };
  }
}
