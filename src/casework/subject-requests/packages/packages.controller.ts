import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { RequestContext } from '../../../kernel';
import { Audited, BeginsLongWork, Can, Context, Public, RepeatSafe } from '../../../platform/http';
import { OperationDto } from '../../../platform/jobs';
import { IdPipe } from '../../../trust/access';
import { TakesSecret } from '../../../trust/identity';
import { PackageCollection } from './package-collection';
import { CollectPackageDto, PackageCodeDto, PackagesDto, PostPackageDto } from './packages.dto';
import { Packages } from './packages.service';

/** Copies for the people who ask for their data. */
@ApiTags('subject requests')
@Controller('v1')
export class PackagesController {
  constructor(
    private readonly packages: Packages,
    private readonly collection: PackageCollection,
  ) {}

  @Post('subject-requests/:id/packages')
  @Can('change', 'SubjectRequest')
  @Audited('request.package.ordered')
  @BeginsLongWork()
  @RepeatSafe()
  @ApiOperation({ summary: 'Orders the copy for the person: items, retention dates, accesses. Follow its operation.' })
  async order(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { ticket }: PostPackageDto,
  ): Promise<OperationDto> {
    return OperationDto.of(await this.packages.order(context, id, ticket));
  }

  @Get('subject-requests/:id/packages')
  @Can('read', 'SubjectRequest')
  @Audited('request.package.listed')
  async list(@Context() context: RequestContext, @Param('id', IdPipe) id: string): Promise<PackagesDto> {
    return PackagesDto.of(await this.packages.list(context, id));
  }

  @Post('subject-requests/:id/packages/:package/codes')
  @Can('change', 'SubjectRequest')
  @Audited('request.package.code_given')
  @ApiOperation({ summary: 'Makes a code for one download, shown this once; the one before is void.' })
  async giveCode(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Param('package', IdPipe) packageId: string,
  ): Promise<PackageCodeDto> {
    return PackageCodeDto.of(await this.collection.giveCode(context, id, packageId));
  }

  @Post('request-packages/collection')
  @Public('the code that the person was given is the proof')
  @TakesSecret()
  @Audited('request.package.collected')
  @ApiProduces('application/zip')
  @ApiOperation({ summary: 'The person’s copy as a ZIP, for a code that holds once.' })
  async collect(
    @Context() context: RequestContext,
    @Body() { package: id, code }: CollectPackageDto,
    @Res() response: Response,
  ): Promise<void> {
    await this.collection.collect(context, id, code, response);
  }
}
