/** Where a request is wrong. */
export class FieldErrorDto {
  /** JSON pointer into the body, or the name of the header or parameter. */
  pointer: string;
  code: string;
  /** The character in a text member, from 0, where it goes wrong. */
  offset?: number;
}

/** A refusal as RFC 9457 puts it. */
export class ProblemDto {
  type: string;
  title: string;
  status: number;
  /** Stable; never renamed. */
  code: string;
  detail: string;
  /** Finds the request in the program log. */
  traceId: string;
  errors?: FieldErrorDto[];
}
