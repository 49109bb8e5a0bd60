import { ApiProperty } from '@nestjs/swagger';
import { type Operation, operationStates } from './operation';

/** Long work as the API shows it. */
export class OperationDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() kind: string;
  @ApiProperty({ enum: operationStates, enumName: 'OperationState' }) state: Operation['state'];
  @ApiProperty({ description: 'Steps done; what a step is depends on the kind.' }) done: number;
  @ApiProperty({ type: Number, nullable: true }) total: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'Address of the result, once there is one.' })
  result: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Code of what went wrong (docs/problems.md).' })
  problem: string | null;
  @ApiProperty() cancelAsked: boolean;
  @ApiProperty({ format: 'date-time' }) createdAt: Date;
  @ApiProperty({ type: Date, nullable: true }) startedAt: Date | null;
  @ApiProperty({ type: Date, nullable: true }) finishedAt: Date | null;

  static of(operation: Operation): OperationDto {
    const { id, kind, state, done, total, cancelAsked, createdAt, startedAt, finishedAt } = operation;
    const end = { result: operation.resultHref, problem: operation.failure };
    return { id, kind, state, done, total, ...end, cancelAsked, createdAt, startedAt, finishedAt };
  }
}
