import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type ErrorCode, Refusal } from '../../kernel';
import { Log } from '../logging';
import { type Problem, problemTitle, problemType, statusOf } from './problems';
import { traceIdOf } from './request-context';

/**
 * Turns every error into problem+json with a stable code. An error that is not a refusal of ours becomes
 * `internal_error` and is logged by its kind, never by its message, which could carry data. Where the answer has already
 * begun, the connection is cut, so that nobody takes a part for the whole.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const refusal = asRefusal(error);
    this.#write(refusal, error, request);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendProblem(request, response, refusal);
  }

  #write(refusal: Refusal, error: unknown, request: Request): void {
    const level = refusal.code === 'internal_error' ? 'error' : refusal.level;
    this.log[level]('request refused', {
      code: refusal.code,
      traceId: traceIdOf(request),
      ...(refusal.code === 'internal_error' ? { error } : {}),
    });
  }
}

/** Answers with a refusal; for code that runs before or beside Nest's own pipeline. */
export function sendProblem(request: Request, response: Response, refusal: Refusal): void {
  const status = statusOf[refusal.code];
  const problem: Problem = {
    type: problemType(refusal.code),
    title: problemTitle(refusal.code),
    status,
    code: refusal.code,
    detail: refusal.message,
    traceId: traceIdOf(request),
    ...(refusal.options.errors ? { errors: refusal.options.errors } : {}),
  };
  if (refusal.options.retryAfterSeconds !== undefined)
    response.setHeader('Retry-After', String(refusal.options.retryAfterSeconds));
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="strongroom"');
  // What is left of a refused upload is not read: the connection ends after the answer.
  if (!request.complete) response.setHeader('Connection', 'close');
  response.status(status).type('application/problem+json').setHeader('Cache-Control', 'no-store');
  response.send(JSON.stringify(problem));
}

const frameworkCodes: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
};

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const status = error instanceof HttpException ? error.getStatus() : bodyParserStatus(error);
  const code = frameworkCodes[status] ?? 'internal_error';
  return new Refusal(
    code,
    sentences[code] ?? 'Something went wrong on our side. The trace id finds it in the program log.',
    { cause: error },
  );
}

/** express's body parser throws plain errors with a status of their own. */
function bodyParserStatus(error: unknown): number {
  const status = error instanceof Error ? (error as { status?: unknown }).status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

const sentences: Partial<Record<ErrorCode, string>> = {
  invalid_request: 'The request could not be read. See the API description.',
  not_found: 'There is nothing here that you may see.',
  method_not_allowed: 'This address does not know that method.',
  payload_too_large: 'The body is larger than this address takes.',
  unsupported_media_type: 'The content type is not one that this address takes.',
};
