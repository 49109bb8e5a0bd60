import { randomBytes } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { json, type NextFunction, type Request, type Response, Router, urlencoded } from 'express';
import helmet from 'helmet';
import { Refusal } from '../../kernel';
import { Settings } from '../settings';
import { requestMetrics } from './metrics';
import { ProblemFilter, sendProblem } from './problem.filter';
import { receipts } from './receipts';
import { RepeatSafety } from './repeat-safety';
import { openContext } from './request-context';
import { validationPipe } from './validation';

/** Puts everything in front of the routes that every answer shares; the program and the tests use the same. */
export function prepareApp(app: NestExpressApplication): void {
  const settings = app.get(Settings);
  const proxies = settings.trustedProxies
    .split(',')
    .map((network) => network.trim())
    .filter(Boolean);
  app.set('trust proxy', proxies.length > 0 ? proxies : false);
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.disable('x-powered-by');
  app.use((request: Request, response: Response, next: NextFunction) => {
    const traceId = randomBytes(8).toString('hex');
    openContext(request, traceId);
    response.setHeader('Trace-Id', traceId);
    // What is known of persons and items is kept nowhere on its way; the few public files say otherwise themselves.
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.use(receipts());
  app.use(requestMetrics());
  if (settings.role === 'worker') app.use(probesOnly());
  app.use(securityHeaders());
  app.use(jsonOutsideMedia());
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(app.get(ProblemFilter));
  app.useGlobalInterceptors(app.get(RepeatSafety));
}

/** A worker answers whoever watches it, and nobody else. */
function probesOnly(): (request: Request, response: Response, next: NextFunction) => void {
  const probes = new Set(['/livez', '/readyz', '/startupz', '/metrics']);
  return (request, response, next) => {
    if (probes.has(request.path)) next();
    else sendProblem(request, response, new Refusal('not_found', 'This process is a worker. Ask one that serves.'));
  };
}

function securityHeaders(): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: { maxAge: 31_536_000 },
    xFrameOptions: { action: 'deny' },
  });
}

/** JSON and form bodies are read for every address but the one that streams media. */
function jsonOutsideMedia(): Router {
  const router = Router();
  const elsewhere = /^(?!\/v1\/media\/?$)/;
  router.use(elsewhere, json({ limit: '256kb', strict: true }), urlencoded({ limit: '16kb', extended: false }));
  return router;
}
