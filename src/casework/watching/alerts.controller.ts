import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../kernel';
import { Audited, Can, Context } from '../../platform/http';
import { IdPipe } from '../../trust/access';
import { AlertDto, AlertPageDto, CloseAlertDto, ListAlertsDto } from './alerts.dto';
import { Alerts } from './alerts.service';

@ApiTags('alerts')
@Controller('v1/alerts')
export class AlertsController {
  constructor(private readonly alerts: Alerts) {}

  @Get()
  @Can('read', 'Alert')
  @Audited('alert.listed')
  @ApiOperation({ summary: 'What the rules over the log found, newest first.' })
  async list(@Context() context: RequestContext, @Query() query: ListAlertsDto): Promise<AlertPageDto> {
    return AlertPageDto.of(await this.alerts.list(context, query));
  }

  @Get(':id')
  @Can('read', 'Alert')
  @Audited('alert.shown')
  async get(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<AlertDto> {
    return AlertDto.of(await this.alerts.get(context, id));
  }

  @Post(':id/closing')
  @HttpCode(200)
  @Can('change', 'Alert')
  @Audited('alert.closed')
  @ApiOperation({ summary: 'Says what it was. Nobody closes an alert about themselves.' })
  async close(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { finding, note, lift = false }: CloseAlertDto,
  ): Promise<AlertDto> {
    return AlertDto.of(await this.alerts.close(context, id, { finding, note, lift }));
  }
}
