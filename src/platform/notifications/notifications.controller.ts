import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Can, Context, NotAudited, NotUse, PageQuery } from '../http';
import { NotificationsDto, ReadMarks } from './notifications.dto';
import { Notifications } from './notifications';

@ApiTags('notifications')
@Controller('v1/notifications')
export class NotificationsController {
  constructor(private readonly notifications: Notifications) {}

  @Get()
  @Can('read', 'Notification')
  @NotAudited('one’s own list of ids and counts; whatever they name is opened by routes that are audited')
  @NotUse()
  @ApiOperation({ summary: 'Your own notifications, newest first.' })
  list(@Context() context: RequestContext, @Query() query: PageQuery): Promise<NotificationsDto> {
    return this.notifications.list(context, query);
  }

  @Post('read')
  @HttpCode(204)
  @Can('change', 'Notification')
  @NotAudited('a mark on one’s own list')
  @ApiOperation({ summary: 'Marks some of your notifications as read.' })
  markRead(@Context() context: RequestContext, @Body() { ids }: ReadMarks): Promise<void> {
    return this.notifications.markRead(context, ids);
  }
}
