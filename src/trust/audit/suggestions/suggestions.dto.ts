import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

export class SuggestionsQuery {
  @ApiProperty({ description: 'The search as it stands.' }) @IsString() @MaxLength(2_000) q: string;

  @ApiPropertyOptional({ description: 'Where the cursor is, from 0; at the end unless told.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(2_000)
  at?: number;
}

export class SuggestionDto {
  @ApiProperty() text: string;
  @ApiProperty({ type: String, nullable: true, description: 'What people call it.' }) label: string | null;
}

export class SuggestionsDto {
  @ApiProperty({ description: 'The text from here …' }) from: number;
  @ApiProperty({ description: '… to before here is replaced.' }) to: number;
  @ApiProperty({ type: [SuggestionDto] }) items: readonly SuggestionDto[];
}
