import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context, type Page, PageQuery } from '../../platform/http';
import { IdPipe } from '../../trust/access';
import type { EntryView } from '../../trust/audit';
import { MergeSubjects } from './merge-subjects';
import { SubjectEntries } from './subject-entries';
import { Subjects } from './subject.service';
import { CreateSubjectDto, IdentifierDto, MergeSubjectDto, SubjectDto, SubjectListDto } from './subjects.dto';

/*
 * No route here remembers answers by Idempotency-Key: that keeps a plain hash of the body, and a phone number is soon
 * found from its hash. A repeat answers `identifier_in_use`.
 */
@Controller('v1/subjects')
export class SubjectsController {
  constructor(
    private readonly subjects: Subjects,
    private readonly merging: MergeSubjects,
    private readonly log: SubjectEntries,
  ) {}

  @Post()
  @Can('create', 'Subject')
  @Audited('subject.created')
  async create(@Context() context: RequestContext, @Body() body: CreateSubjectDto): Promise<SubjectDto> {
    return SubjectDto.of(await this.subjects.create(context, body.identifiers));
  }

  /** Finds a person by an identifier: a POST, so that nobody's number stands in an address. */
  @Post('search')
  @HttpCode(200)
  @Can('search', 'Subject')
  @Audited('subject.searched')
  async search(@Context() context: RequestContext, @Body() body: IdentifierDto): Promise<SubjectListDto> {
    return SubjectListDto.of(await this.subjects.search(context, body));
  }

  @Get(':id')
  @Can('read', 'Subject')
  @Audited('subject.shown')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<SubjectDto> {
    return SubjectDto.of(await this.subjects.get(context, id));
  }

  @Get(':id/entries')
  @Can('read', 'AuditEntry')
  @Audited('audit.read')
  async entries(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<EntryView>> {
    return this.log.list(context, id, query);
  }

  @Post(':id/identifiers')
  @Can('change', 'Subject')
  @Audited('subject.identifier.added')
  async addIdentifier(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() body: IdentifierDto,
  ): Promise<SubjectDto> {
    return SubjectDto.of(await this.subjects.addIdentifier(context, id, body));
  }

  @Post(':id/merge')
  @HttpCode(200)
  @Can('merge', 'Subject')
  @Audited('subject.merged')
  async merge(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() body: MergeSubjectDto,
  ): Promise<SubjectDto> {
    return SubjectDto.of(await this.merging.merge(context, id, body.into));
  }
}
