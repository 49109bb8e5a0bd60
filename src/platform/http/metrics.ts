import type { NextFunction, Request, Response } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';

/** The program's metrics in the Prometheus text format; no label carries an id or a name. */
export const metrics = {
  requests: new Histogram({
    name: 'strongroom_http_seconds',
    help: 'Time to answer, by method and status class.',
    labelNames: ['method', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
  }),
  openStreams: new Gauge({ name: 'strongroom_http_open', help: 'Requests being answered.' }),
  refused: new Counter({ name: 'strongroom_http_cut_total', help: 'Answers that ended before they were whole.' }),
  anchorLag: new Gauge({
    name: 'strongroom_anchor_lag_entries',
    help: 'Entries of the log that anchors of this kind do not remember yet.',
    labelNames: ['kind'],
  }),
  anchorsFailing: new Gauge({
    name: 'strongroom_anchors_failing',
    help: 'Anchors of the log that are of no use at the moment.',
  }),
  siemLag: new Gauge({
    name: 'strongroom_siem_lag_entries',
    help: 'Entries that a SIEM target does not have yet.',
    labelNames: ['target'],
  }),
  dispositionLate: new Gauge({
    name: 'strongroom_disposition_run_late',
    help: '1 where no daily disposition run has come to its end for a day and a half.',
  }),
  dispositionAge: new Gauge({
    name: 'strongroom_disposition_run_age_seconds',
    help: 'Time since the last daily disposition run ended.',
  }),
  render: (): Promise<string> => register.metrics(),
  contentType: register.contentType,
};

let defaultsCollected = false;

/** Measures every request. */
export function requestMetrics(): (request: Request, response: Response, next: NextFunction) => void {
  if (!defaultsCollected) collectDefaultMetrics({ prefix: 'strongroom_' });
  defaultsCollected = true;
  return (request, response, next) => {
    const stop = metrics.requests.startTimer({ method: request.method });
    metrics.openStreams.inc();
    response.once('close', () => {
      metrics.openStreams.dec();
      if (!response.writableFinished) metrics.refused.inc();
      stop({ status: `${Math.floor(response.statusCode / 100)}xx` });
    });
    next();
  };
}
