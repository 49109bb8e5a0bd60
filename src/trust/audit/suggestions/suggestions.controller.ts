import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Can, Context, NotAudited } from '../../../platform/http';
import { SuggestionsDto, SuggestionsQuery } from './suggestions.dto';
import { SearchSuggestions } from './suggestions.service';

@ApiTags('audit')
@Controller('v1/audit/suggestions')
export class SuggestionsController {
  constructor(private readonly suggestions: SearchSuggestions) {}

  @Get()
  @Can('read', 'AuditEntry')
  @NotAudited('words, and ids from entries that the caller may read; what is found by them is an entry')
  @ApiOperation({ summary: 'What could be typed next in a search, at the cursor.' })
  suggest(@Context() context: RequestContext, @Query() { q, at }: SuggestionsQuery): Promise<SuggestionsDto> {
    return this.suggestions.suggest(context, q, at ?? q.length);
  }
}
