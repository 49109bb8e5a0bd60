import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, IsUUID, Length, Matches } from 'class-validator';
import { type PauseReason, pauseReasons } from '../../../lifecycle/clocks';
import { IsId } from '../../../platform/http';
import { type ExtensionReason, extensionReasons } from './deadlines';
import {
  type IdentityMeans,
  identityMeans,
  type RefusalGround,
  refusalGrounds,
  type RequestOutcome,
  requestOutcomes,
} from '../request';
import type { IdentityFinding } from './request-steps.service';

export class IdentityDto {
  @ApiProperty({ enum: ['asked', 'confirmed', 'not_identified'] })
  @IsIn(['asked', 'confirmed', 'not_identified'])
  result: IdentityFinding['result'];
  @ApiPropertyOptional({ enum: identityMeans, description: 'How they were recognised; with `confirmed`.' })
  @IsOptional()
  @IsIn(identityMeans)
  means?: IdentityMeans;
  @ApiPropertyOptional({ format: 'uuid', description: 'Whose request it is, where intake did not say.' })
  @IsOptional()
  @IsUUID()
  @IsId()
  subject?: string;
}

export class InstructionDto {
  @ApiProperty({ description: 'What the controller calls its instruction.' })
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
  reference: string;
  @ApiProperty({ description: 'Whether the vault acts on the request; else it is only recorded.' })
  @IsBoolean()
  act: boolean;
  @ApiPropertyOptional({ format: 'uuid', description: 'Whose request it is, where intake did not say.' })
  @IsOptional()
  @IsUUID()
  @IsId()
  subject?: string;
}

export class PauseDto {
  @ApiProperty({ enum: pauseReasons }) @IsIn(pauseReasons) reason: PauseReason;
}

export class ExtensionDto {
  @ApiProperty({ enum: extensionReasons, description: 'The person is told of it, with the reason.' })
  @IsIn(extensionReasons)
  reason: ExtensionReason;
}

export class RefusalDto {
  @ApiProperty({ enum: refusalGrounds }) @IsIn(refusalGrounds) ground: RefusalGround;
}

export class PostLetterDto {
  @ApiProperty({ description: 'How to reach the organisation about personal data; stands in every letter.' })
  @IsString()
  @Length(1, 300)
  contact: string;
}

export class LetterDto {
  @ApiProperty({ description: 'In the language of the request.' }) text: string;
}

export class AnswerDto {
  @ApiProperty({ enum: requestOutcomes }) @IsIn(requestOutcomes) outcome: RequestOutcome;
  @ApiProperty({ description: 'What the person was told; sealed in the request’s own file.' })
  @IsString()
  @Length(1, 50_000)
  text: string;
}
