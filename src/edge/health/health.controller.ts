import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { NotAudited, Public } from '../../platform/http';
import { Health } from './health.service';

const silent = 'tells nothing about anybody';

/** Probes for whoever runs the vault. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(@Inject(Health) private readonly health: Health) {}

  @Get('livez')
  @Public('a probe has no account')
  @NotAudited(silent)
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('startupz')
  @Public('a probe has no account')
  @NotAudited(silent)
  started(): { status: string } {
    return { status: 'started' };
  }

  @Get('readyz')
  @Public('a probe has no account')
  @NotAudited(silent)
  ready(): Promise<{ status: string; parts: Record<string, string> }> {
    return this.health.assertReady();
  }

  @Get('metrics')
  @Public('guarded by a token of its own, or by loopback')
  @NotAudited(silent)
  async metrics(@Req() request: Request, @Res() response: Response): Promise<void> {
    response
      .type(this.health.metricsType)
      .send(await this.health.metrics(request.headers.authorization, isForwarded(request) ? undefined : request.ip));
  }

  @Get('.well-known/security.txt')
  @Public('where to report a weakness (RFC 9116)')
  @NotAudited(silent)
  @Header('Content-Type', 'text/plain; charset=utf-8')
  security(): string {
    return this.health.securityText();
  }
}

/** Whoever asks through a proxy on this machine is not on this machine. */
function isForwarded({ headers }: Request): boolean {
  return headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined || headers.via !== undefined;
}
