import { Controller, Get, Header, Param, ParseIntPipe, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context, NotAudited } from '../../../platform/http';
import { ConsistencyQuery } from './log-tree.dto';
import { type Consistency, LogTree } from './log-tree.service';

@ApiTags('audit')
@Controller('v1/audit')
export class LogTreeController {
  constructor(private readonly tree: LogTree) {}

  @Get('entries/:n/proof')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @Can('read', 'AuditEntry')
  @Audited('audit.read')
  @ApiProduces('text/plain')
  @ApiOperation({ summary: 'A C2SP tlog-proof: the entry, its place in the log, and the signed checkpoint over it.' })
  proof(@Context() context: RequestContext, @Param('n', ParseIntPipe) n: number): Promise<string> {
    return this.tree.proofOf(context, n);
  }

  @Get('consistency')
  @Can('read', 'AuditEntry')
  @NotAudited('hashes that say nothing about anybody')
  @ApiOperation({ summary: 'That a later log begins with an earlier one (RFC 9162).' })
  consistency(@Context() context: RequestContext, @Query() { from, to }: ConsistencyQuery): Promise<Consistency> {
    return this.tree.consistency(context, from, to);
  }

  @Get('tile/entries/*path')
  @Can('read', 'AuditEntry')
  @Audited('audit.read')
  @ApiProduces('application/octet-stream')
  @ApiParam({ name: 'path', description: 'such as x001/234, or 000.p/17' })
  @ApiOperation({ summary: 'A bundle of entries (C2SP tlog-tiles), where all of them are in reach.' })
  async bundle(@Context() context: RequestContext, @Param('path') path: string[]): Promise<StreamableFile> {
    return new StreamableFile(await this.tree.bundle(context, path));
  }

  @Get('tile/*path')
  @Can('read', 'AuditEntry')
  @NotAudited('hashes that say nothing about anybody')
  @ApiProduces('application/octet-stream')
  @ApiParam({ name: 'path', description: 'level and index, such as 0/x001/234, or 1/000.p/17' })
  @ApiOperation({ summary: 'A tile of hashes (C2SP tlog-tiles).' })
  async tile(@Context() context: RequestContext, @Param('path') path: string[]): Promise<StreamableFile> {
    return new StreamableFile(await this.tree.tile(context, path));
  }
}
