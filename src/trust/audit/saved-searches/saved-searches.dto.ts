import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { SavedSearch } from './saved-search';
import { etagOfSearch } from './saved-searches.service';

const printable = /^[^\p{C}\p{Zl}\p{Zp}]{1,80}$/u;

export class NewSearch {
  @ApiProperty({ maxLength: 80 }) @Matches(printable) name: string;
  @ApiProperty({ description: 'As `q` of the entries; an address cannot be kept.' })
  @IsString()
  @MaxLength(2_000)
  q: string;
  @ApiPropertyOptional({ description: 'Whether new entries that it finds are told to you.' })
  @IsOptional()
  @IsBoolean()
  notify?: boolean;
}

export class SearchChange {
  @ApiPropertyOptional({ maxLength: 80 }) @IsOptional() @Matches(printable) name?: string;
  @ApiPropertyOptional() @IsOptional() @IsString() @MaxLength(2_000) q?: string;
  @ApiPropertyOptional() @IsOptional() @IsBoolean() notify?: boolean;
}

export class SavedSearchDto {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
  @ApiProperty() q: string;
  @ApiProperty() notify: boolean;
  @ApiProperty({ format: 'date-time' }) createdAt: Date;
  @ApiProperty({ description: 'For If-Match.' }) etag: string;

  static of(search: SavedSearch): SavedSearchDto {
    const { id, name, q, notify, createdAt } = search;
    return { id, name, q, notify, createdAt, etag: etagOfSearch(search) };
  }
}

export class SavedSearchesDto {
  @ApiProperty({ type: [SavedSearchDto] }) items: SavedSearchDto[];
}
