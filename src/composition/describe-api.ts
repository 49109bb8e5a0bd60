import { generateKeyPairSync } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { version } from '../../package.json';
import { AppModule } from '../app.module';
import { newId } from '../kernel';
import { AuditDatabase, KeystoreDatabase, VaultDatabase } from '../platform/database';
import { ProblemDto } from '../platform/http';
import { dataPaths, Installation, Settings } from '../platform/settings';
import { noAnchors } from '../trust/audit';
import { readPolicy } from './program-folder';

/**
 * The OpenAPI 3.1 description of all routes, as text with a stable order. The program is put together without making
 * anything of it, so that no database is needed.
 */
export async function describeApi(): Promise<string> {
  const app = await NestFactory.create<NestExpressApplication>(unusedVault(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Strongroom')
    .setDescription(
      'Every refusal is `application/problem+json` (RFC 9457) with a stable `code`; docs/problems.md lists them.',
    )
    .setVersion(version)
    .addCookieAuth(
      '__Host-strongroom',
      { type: 'apiKey', in: 'cookie', description: 'A person’s session; `POST /v1/sessions` opens it.' },
      'session',
    )
    .addBearerAuth(
      { type: 'http', description: 'A program’s access token; `POST /v1/oauth/token` issues it.' },
      'token',
    )
    .addGlobalResponse(
      { status: '4XX', description: 'A refusal', type: ProblemDto },
      { status: '5XX', description: 'A failure', type: ProblemDto },
    )
    .build();
  return `${JSON.stringify(SwaggerModule.createDocument(app, config), null, 2)}\n`;
}

/** Parts of the right shapes that are never opened. */
function unusedVault(): ReturnType<typeof AppModule.with> {
  const settings = new Settings();
  const policy = readPolicy();
  const options = { url: 'postgres://unused.invalid/unused', entities: [], poolSize: 1, name: 'unused' };
  const databases = {
    vault: new VaultDatabase(options),
    audit: new AuditDatabase(options),
    keystore: new KeystoreDatabase(options),
  };
  const { publicKey } = generateKeyPairSync('ed25519');
  return AppModule.with({
    settings,
    policy,
    databases,
    installation: new Installation(newId(), 'unused', '', dataPaths(settings.dataDir)),
    audit: {
      origin: 'unused',
      publicKey,
      privateKey: null,
      policy: policy.hash,
      waitMs: settings.auditWaitMs,
      anchors: noAnchors,
    },
  });
}
