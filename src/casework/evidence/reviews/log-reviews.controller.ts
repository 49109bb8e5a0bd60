import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { RequestContext } from '../../../kernel';
import { Audited, Can, Context } from '../../../platform/http';
import { IdPipe } from '../../../trust/access';
import type { LogReview } from './log-review.repository';
import { CloseLogReviewDto, ListLogReviewsDto, PostLogReviewDto, reviewFrom } from './log-reviews.dto';
import { LogReviews } from './log-reviews.service';

@ApiTags('evidence')
@Controller('v1/log-reviews')
export class LogReviewsController {
  constructor(private readonly reviews: LogReviews) {}

  @Post()
  @Can('create', 'LogReview')
  @Audited('review.signed')
  @ApiOperation({ summary: 'Signs a review of a period of the log.' })
  sign(@Context() context: RequestContext, @Body() body: PostLogReviewDto): Promise<LogReview> {
    return this.reviews.sign(context, reviewFrom(body));
  }

  @Get()
  @Can('read', 'LogReview')
  @Audited('review.listed')
  @ApiOperation({ summary: 'The series of reviews, newest period first.' })
  list(@Context() context: RequestContext, @Query() { before }: ListLogReviewsDto): Promise<LogReview[]> {
    return this.reviews.list(context, before === undefined ? null : new Date(before));
  }

  @Post(':id/closure')
  @HttpCode(200)
  @Can('change', 'LogReview')
  @Audited('review.closed')
  @ApiOperation({ summary: 'Closes a finding with what was done about it.' })
  close(
    @Context() context: RequestContext,
    @Param('id', IdPipe) id: string,
    @Body() { closure }: CloseLogReviewDto,
  ): Promise<LogReview> {
    return this.reviews.close(context, id, closure);
  }
}
