import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  HttpCode,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { Response } from 'express';
import { map, type Observable } from 'rxjs';

/** Seconds after which it is worth asking again. */
const pollSeconds = '1';

interface LongWorkAnswer {
  readonly id: string;
  readonly state: string;
}

/** A POST that only begins its work: it answers 202 with the operation, whose address is in `Location`. */
export function BeginsLongWork(): MethodDecorator {
  return applyDecorators(HttpCode(202), UseInterceptors(OperationLocation));
}

/** A GET of an operation: while it runs, the answer says when to ask again. */
export function FollowsLongWork(): MethodDecorator {
  return UseInterceptors(PollingPace);
}

class OperationLocation implements NestInterceptor<LongWorkAnswer> {
  intercept(host: ExecutionContext, next: CallHandler<LongWorkAnswer>): Observable<LongWorkAnswer> {
    const response = host.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((operation) => {
        response.setHeader('Location', `/v1/operations/${operation.id}`).setHeader('Retry-After', pollSeconds);
        return operation;
      }),
    );
  }
}

class PollingPace implements NestInterceptor<LongWorkAnswer> {
  intercept(host: ExecutionContext, next: CallHandler<LongWorkAnswer>): Observable<LongWorkAnswer> {
    const response = host.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((operation) => {
        if (operation.state === 'queued' || operation.state === 'running')
          response.setHeader('Retry-After', pollSeconds);
        return operation;
      }),
    );
  }
}
