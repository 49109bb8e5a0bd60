export { etagOf, isNotModified, requireMatch } from './conditional';
export { contentDisposition, fileNameFrom } from './content-disposition';
export { Cursors, InvalidCursor, type Page } from './cursor';
export {
  Audited,
  Can,
  Context,
  NotAudited,
  NotUse,
  Unlimited,
  Public,
  RepeatSafe,
  ROUTE_NOT_USE,
  ROUTE_UNLIMITED,
  ROUTE_POLICY,
  type RouteAudit,
  type RoutePolicy,
} from './decorators';
export { HttpModule } from './http.module';
export { IsId } from './is-id';
export { BeginsLongWork, FollowsLongWork } from './long-work';
export { metrics } from './metrics';
export { PageQuery } from './page-query.dto';
export { prepareApp } from './prepare-app';
export { ProblemDto } from './problem.dto';
export { statusOf } from './problems';
export { type ByteRange, parseRange, RangeNotSatisfiable } from './range';
export { noteEntry } from './receipts';
export { IdempotencyInProgress, IdempotencyKeyReused } from './repeat-safety';
export { contextOf, identify, Unauthenticated } from './request-context';
export { type Route, RouteInventory } from './route-inventory';
export { InvalidRequest } from './validation';
export { ListOf } from './request-shape';
