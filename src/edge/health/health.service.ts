import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, Refusal, systemActor } from '../../kernel';
import { AuditDatabase, KeystoreDatabase, VaultDatabase } from '../../platform/database';
import { metrics } from '../../platform/http';
import { OBJECT_STORE, type ObjectStore } from '../../platform/objects';
import { Settings } from '../../platform/settings';
import { Watched } from './watched';

/** Something that the vault needs is away; the answer names which part. */
export class NotReady extends Refusal {
  constructor(parts: readonly string[]) {
    super('not_ready', 'The vault cannot serve at the moment; see "errors" for the part that is away.', {
      level: 'warn',
      errors: parts.map((part) => ({ pointer: `/${part}`, code: 'away' })),
      retryAfterSeconds: 5,
    });
  }
}

/** The same answer for a missing and a wrong token. */
export class MetricsClosed extends Refusal {
  constructor() {
    super('not_found', 'There is nothing here that you may see.');
  }
}

const probeMillis = 3_000;

@Injectable()
export class Health {
  readonly metricsType = metrics.contentType;

  constructor(
    private readonly settings: Settings,
    private readonly vault: VaultDatabase,
    private readonly audit: AuditDatabase,
    private readonly keystore: KeystoreDatabase,
    @Inject(OBJECT_STORE) private readonly store: ObjectStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly watched: Watched,
  ) {}

  /** Asks every part that a read or an intake needs. */
  async assertReady(): Promise<{ status: string; parts: Record<string, string> }> {
    const ask = (database: VaultDatabase | AuditDatabase | KeystoreDatabase): Promise<unknown> =>
      database.read({ actor: systemActor }, (tx) => tx.query('SELECT 1'));
    const probes: Record<string, Promise<unknown>> = {
      vault: ask(this.vault),
      log: ask(this.audit),
      keystore: ask(this.keystore),
      objects: this.store.check(),
      anchors: this.anchorsAreOpen(),
    };
    const answers = await Promise.allSettled(Object.values(probes).map((probe) => Promise.race([probe, timeout()])));
    const names = Object.keys(probes);
    const away = names.filter((_, index) => answers[index]?.status === 'rejected');
    if (away.length > 0) throw new NotReady(away);
    const parts = Object.fromEntries(names.map((name) => [name, 'ready']));
    const late = { anchors: await this.watched.anchors(), dispositions: await this.watched.dispositions() };
    return { status: 'ready', parts: { ...parts, ...late } };
  }

  /** While the grace runs the vault serves, and the answer says `late`. */
  private async anchorsAreOpen(): Promise<void> {
    if ((await this.watched.anchors()) === 'closed') throw new Error('no anchor');
  }

  async metrics(authorization: string | undefined, address: string | undefined): Promise<string> {
    const { metricsToken } = this.settings;
    const open = metricsToken === undefined ? isLoopback(address) : matches(authorization, `Bearer ${metricsToken}`);
    if (!open) throw new MetricsClosed();
    await this.watched.measure();
    return metrics.render();
  }

  securityText(): string {
    const { securityContact } = this.settings;
    if (securityContact === undefined) throw new MetricsClosed();
    const expires = new Date(this.clock.now().getTime() + 180 * 86_400_000).toISOString();
    return `Contact: ${securityContact}\nExpires: ${expires}\nPreferred-Languages: en\n`;
  }
}

function timeout(): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), probeMillis).unref());
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1|(::ffff:)?127\.)/.test(address);
}

function matches(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
