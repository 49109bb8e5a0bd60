import { recordCall } from './calls';
import { ApiProblem } from './problem';
import type { MediaItem, Problem, TicketRef } from './types';

export interface Facts {
  ticket: TicketRef;
  /** Where nobody is named, the ticket's subject, else a provisional one. */
  subject?: string;
  class: string;
  purpose: string;
  jurisdiction: string;
  legalBasis: string;
}

export interface Intake {
  /** The finished item, or a thrown {@link ApiProblem}. */
  receipt: Promise<MediaItem>;
  cancel: () => void;
}

function answerOf(request: XMLHttpRequest): MediaItem {
  const body = JSON.parse(request.responseText === '' ? '{}' : request.responseText) as unknown;
  if (request.status >= 200 && request.status < 300) return body as MediaItem;
  throw new ApiProblem({ status: request.status, ...(body as Partial<Problem>) });
}

/**
 * Sends one item to the vault, facts first, and reports the bytes that went out.
 * XMLHttpRequest, because fetch cannot tell the progress of a body.
 */
export function takeIn(facts: Facts, file: File, onProgress: (sent: number) => void): Intake {
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append('facts', new Blob([JSON.stringify(facts)], { type: 'application/json' }));
  form.append('content', file, file.name);
  const receipt = new Promise<MediaItem>((resolve, reject) => {
    request.open('POST', '/v1/media');
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Idempotency-Key', crypto.randomUUID());
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onerror = () => reject(new ApiProblem({ code: 'no_answer', status: 0 }));
    request.onabort = () => reject(new ApiProblem({ code: 'cancelled', status: 0 }));
    request.onload = () => {
      recordCall({ method: 'POST', path: '/v1/media', body: { facts, content: '<bytes>' }, status: request.status });
      try {
        resolve(answerOf(request));
      } catch (error) {
        reject(error instanceof ApiProblem ? error : new ApiProblem({ code: 'no_answer', status: request.status }));
      }
    };
    request.send(form);
  });
  return { receipt, cancel: () => request.abort() };
}
