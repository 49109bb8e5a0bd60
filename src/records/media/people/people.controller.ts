import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Id, RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import { IdPipe } from '../../../trust/access';
import { MediaPeople } from './media-people';
import { PeopleOnItemDto, StateMaskedCopyDto, StatePersonDto } from './people.dto';

/** Items that show several people. */
@ApiTags('media')
@Controller('v1/media')
export class MediaPeopleController {
  constructor(private readonly people: MediaPeople) {}

  @Get(':id/people')
  @Can('read', 'Media')
  @Audited('media.people.shown')
  @ApiOperation({ summary: 'Who else is to be seen on an item, and its masked copies.' })
  async list(@Context() context: RequestContext, @Param('id', IdPipe) id: Id): Promise<PeopleOnItemDto> {
    return PeopleOnItemDto.of(await this.people.show(context, id));
  }

  @Post(':id/people')
  @HttpCode(200)
  @Can('change', 'Media')
  @Audited('media.person.stated')
  @ApiOperation({ summary: 'States that a further person is to be seen on an item.' })
  async state(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Body() { subject }: StatePersonDto,
  ): Promise<PeopleOnItemDto> {
    return PeopleOnItemDto.of(await this.people.state(context, id, subject));
  }

  @Delete(':id/people/:subject')
  @Can('change', 'Media')
  @Audited('media.person.withdrawn')
  @ApiOperation({ summary: 'Takes back that a further person is to be seen on an item.' })
  async withdraw(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Param('subject', IdPipe) subject: Id,
  ): Promise<PeopleOnItemDto> {
    return PeopleOnItemDto.of(await this.people.withdraw(context, id, subject));
  }

  @Post(':id/masked-copies')
  @HttpCode(200)
  @Can('change', 'Media')
  @Audited('media.masked_copy.stated')
  @ApiOperation({ summary: 'States that another item shows the same with everybody but its own person masked.' })
  async stateCopy(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: Id,
    @Body() { media }: StateMaskedCopyDto,
  ): Promise<PeopleOnItemDto> {
    return PeopleOnItemDto.of(await this.people.stateCopy(context, id, media));
  }
}
