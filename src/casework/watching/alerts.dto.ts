import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { IsId, type Page, PageQuery } from '../../platform/http';
import { type Alert, type AlertFinding, alertFindings, type AlertState, alertStates } from './alert';
import { type RuleName, ruleNames } from './rules/history';

export class ListAlertsDto extends PageQuery {
  @ApiPropertyOptional({ enum: alertStates }) @IsOptional() @IsIn(alertStates) state?: AlertState;
  @ApiPropertyOptional({ enum: ruleNames }) @IsOptional() @IsIn(ruleNames) rule?: RuleName;
  @ApiPropertyOptional() @IsOptional() @IsUUID() @IsId() actor?: string;
}

export class CloseAlertDto {
  @ApiProperty({ enum: alertFindings }) @IsIn(alertFindings) finding: AlertFinding;
  @ApiProperty({ description: 'What was found out; kept sealed in the log alone.' })
  @IsString()
  @Length(1, 2_000)
  note: string;
  @ApiPropertyOptional({ description: 'Whether assignments give the actor grants again.' })
  @IsOptional()
  @IsBoolean()
  lift?: boolean;
}

export class AlertDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: ruleNames }) rule: RuleName;
  @ApiProperty({ format: 'uuid', description: 'Whom it is about.' }) actor: string;
  @ApiProperty({ description: 'First entry that it is about.' }) from: number;
  @ApiProperty({ description: 'Entry that raised it.' }) n: number;
  @ApiProperty({ format: 'date-time' }) occurredAt: Date;
  @ApiProperty({ description: 'What the rule counted.' }) seen: number;
  @ApiProperty({ description: 'What it compared that with.' }) usual: number;
  @ApiProperty({ format: 'date-time' }) raisedAt: Date;
  @ApiProperty({ description: 'Whether the openings of the actor were suspended with it.' }) suspended: boolean;
  @ApiProperty({ enum: alertStates }) state: AlertState;
  @ApiProperty({ enum: alertFindings, nullable: true, type: String }) finding: AlertFinding | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) closedBy: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) closedAt: Date | null;

  static of(alert: Alert): AlertDto {
    return { ...alert };
  }
}

export class AlertPageDto {
  @ApiProperty({ type: [AlertDto] }) items: AlertDto[];
  @ApiProperty({ nullable: true, type: String }) next: string | null;

  static of({ items, next }: Page<Alert>): AlertPageDto {
    return { items: items.map((alert) => AlertDto.of(alert)), next };
  }
}
