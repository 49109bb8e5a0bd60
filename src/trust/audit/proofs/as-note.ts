import type { Request, Response } from 'express';
import type { CheckpointView } from '../reading/audit-log.service';

/** A checkpoint for whoever asked: the bare note (C2SP tools want that), or the same with what we know about it. */
export function asNote(
  request: Request,
  response: Response,
  checkpoint: CheckpointView | null,
): CheckpointView | string | null {
  if (checkpoint === null || request.accepts(['application/json', 'text/plain']) !== 'text/plain') return checkpoint;
  response.type('text/plain');
  return checkpoint.note;
}
