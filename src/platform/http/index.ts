export { etagOf, isNotModified, PreconditionFailed, PreconditionRequired, requireMatch } from './conditional';
export { contentDisposition, fileNameFrom, safeFileName } from './content-disposition';
export { Cursors, InvalidCursor, type Page } from './cursor';
export {
  Audited,
  Can,
  Context,
  NotAudited,
  Public,
  RepeatSafe,
  ROUTE_AUDIT,
  ROUTE_POLICY,
  type RouteAudit,
  type RoutePolicy,
} from './decorators';
export { HttpModule } from './http.module';
export { metrics } from './metrics';
export { prepareApp } from './prepare-app';
export { ProblemFilter, sendProblem } from './problem.filter';
export { ProblemDto } from './problem.dto';
export { statusOf } from './problems';
export { type ByteRange, parseRange, RangeNotSatisfiable } from './range';
export { IdempotencyInProgress, IdempotencyKeyReused, RepeatSafety } from './repeat-safety';
export { actorOf, contextOf, identify, openContext, traceIdOf, Unauthenticated } from './request-context';
export { type Route, RouteInventory, RouteUndeclared } from './route-inventory';
export { InvalidRequest, validationPipe } from './validation';
