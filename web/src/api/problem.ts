import type { Problem } from './types';

/** A refusal of the vault, or the lack of any answer, with what a person needs to report it. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly traceId: string | null;
  readonly fields: { pointer: string; code: string }[];
  readonly retryAfterSeconds: number | null;

  constructor(problem: Partial<Problem>, retryAfterSeconds: number | null = null) {
    super(problem.detail ?? problem.title ?? 'No answer');
    this.name = 'ApiProblem';
    this.code = problem.code ?? 'no_answer';
    this.status = problem.status ?? 0;
    this.traceId = problem.traceId ?? null;
    this.fields = problem.errors ?? [];
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whatever was thrown, as a problem that a page can show. */
export function asProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem({ code: 'no_answer', status: 0 });
}
