import { createHash } from 'node:crypto';
import { Refusal } from '../../kernel';

export class PreconditionRequired extends Refusal {
  constructor() {
    super('precondition_required', 'Send If-Match with the ETag that you have read.');
  }
}

export class PreconditionFailed extends Refusal {
  constructor() {
    super('precondition_failed', 'It has changed since you read it. Read it again.');
  }
}

/** A strong ETag over what identifies a state (id and version, or a digest). */
export function etagOf(...parts: readonly (string | number)[]): string {
  return `"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27)}"`;
}

/** Requires `If-Match` to name the present state: 428 without, 412 with another (RFC 9110 §13.1.1, strong comparison). */
export function requireMatch(ifMatch: string | undefined, current: string): void {
  if (ifMatch === undefined) throw new PreconditionRequired();
  if (ifMatch.trim() !== '*' && !tags(ifMatch).includes(current)) throw new PreconditionFailed();
}

/** Whether `If-None-Match` names the present state, so that 304 is the answer (weak comparison). */
export function isNotModified(ifNoneMatch: string | undefined, current: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return (
    ifNoneMatch.trim() === '*' ||
    tags(ifNoneMatch)
      .map((tag) => tag.replace(/^W\//, ''))
      .includes(current)
  );
}

function tags(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
