import { Body, Controller, Delete, Get, Headers, HttpCode, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Id, RequestContext } from '../../../kernel';
import { Audited, Can, Context, NotAudited } from '../../../platform/http';
import { NewSearch, SavedSearchDto, SavedSearchesDto, SearchChange } from './saved-searches.dto';
import { SavedSearchNotFound } from './saved-search.errors';
import { SavedSearches } from './saved-searches.service';

const idOrNothing = new ParseUUIDPipe({ exceptionFactory: () => new SavedSearchNotFound() });

@ApiTags('audit')
@Controller('v1/audit/searches')
export class SavedSearchesController {
  constructor(private readonly searches: SavedSearches) {}

  @Get()
  @Can('read', 'SavedSearch')
  @NotAudited('one’s own words; running one is an entry')
  @ApiOperation({ summary: 'Your own saved searches.' })
  async list(@Context() context: RequestContext): Promise<SavedSearchesDto> {
    return { items: (await this.searches.list(context)).map((search) => SavedSearchDto.of(search)) };
  }

  @Post()
  @Can('change', 'SavedSearch')
  @Audited('audit.search.saved')
  @ApiOperation({ summary: 'Keeps a search; with `notify` you are told of new entries that it finds.' })
  async save(
    @Context() context: RequestContext,
    @Body() { notify = false, ...wish }: NewSearch,
  ): Promise<SavedSearchDto> {
    return SavedSearchDto.of(await this.searches.save(context, { ...wish, notify }));
  }

  @Patch(':id')
  @Can('change', 'SavedSearch')
  @Audited('audit.search.changed')
  async change(
    @Context() context: RequestContext,
    @Param('id', idOrNothing) id: Id,
    @Body() change: SearchChange,
    @Headers('if-match') ifMatch?: string,
  ): Promise<SavedSearchDto> {
    return SavedSearchDto.of(await this.searches.change(context, id, change, ifMatch));
  }

  @Delete(':id')
  @HttpCode(204)
  @Can('change', 'SavedSearch')
  @Audited('audit.search.removed')
  remove(@Context() context: RequestContext, @Param('id', idOrNothing) id: Id): Promise<void> {
    return this.searches.remove(context, id);
  }
}
