import { Injectable } from '@nestjs/common';
import type { Id } from '../../../kernel';
import { VaultDatabase } from '../../../platform/database';
import { AuditUnavailable } from '../audit.errors';
import { findSealed, type SealedEntry } from '../reading/log.repository';

const remembered = 10_000;
const lookEveryMs = 100;
const localNewsMs = 1_000;

interface Waiter {
  readonly resolve: (n: number) => void;
}

/**
 * Tells those who wait that their entry is sealed. News comes from a sequencer in this process or by NOTIFY from
 * another; both only after the commit. Where news is lost the database is asked, so that waiting never depends on it.
 */
@Injectable()
export class SealedEntries {
  readonly #waiting = new Map<Id, Waiter[]>();
  readonly #recent = new Map<Id, number>();
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #poll: NodeJS.Timeout | null = null;
  /** When a sequencer of this process last announced something: its news needs no question. */
  #announcedAt = -Infinity;
  #listener: { stop: () => Promise<void> } | null = null;

  constructor(private readonly vault: VaultDatabase) {}

  async start(): Promise<void> {
    this.#listener ??= await this.vault.listen('audit_sealed', () => this.#hear());
  }

  async stop(): Promise<void> {
    await this.#listener?.stop();
    this.#listener = null;
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#poll = null;
    await this.#looking;
  }

  /** Answers the entry's number once it is sealed, else throws `AuditUnavailable` after the time given. */
  async wait(id: Id, timeoutMs: number): Promise<number> {
    const known = this.#recent.get(id);
    if (known !== undefined) return known;
    return new Promise<number>((resolve, reject) => {
      const waiter: Waiter = {
        resolve: (n) => {
          clearTimeout(timer);
          resolve(n);
        },
      };
      const timer = setTimeout(() => {
        this.#forget(id, waiter);
        reject(new AuditUnavailable());
      }, timeoutMs);
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), waiter]);
      this.#hear();
      this.#poll ??= setInterval(() => this.#look(), lookEveryMs);
    });
  }

  /** News of committed entries. Nobody may call this before the commit has answered. */
  announce(entries: readonly SealedEntry[]): void {
    this.#announcedAt = performance.now();
    this.#tell(entries);
  }

  #tell(entries: readonly SealedEntry[]): void {
    for (const { id, n } of entries) {
      this.#remember(id, n);
      const waiters = this.#waiting.get(id) ?? [];
      this.#waiting.delete(id);
      for (const { resolve } of waiters) resolve(n);
    }
    this.#rest();
  }

  #remember(id: Id, n: number): void {
    this.#recent.set(id, n);
    if (this.#recent.size <= remembered) return;
    const [oldest] = this.#recent.keys();
    if (oldest !== undefined) this.#recent.delete(oldest);
  }

  #forget(id: Id, waiter: Waiter): void {
    const left = (this.#waiting.get(id) ?? []).filter((other) => other !== waiter);
    if (left.length === 0) this.#waiting.delete(id);
    else this.#waiting.set(id, left);
    this.#rest();
  }

  #rest(): void {
    if (this.#waiting.size > 0 || this.#poll === null) return;
    clearInterval(this.#poll);
    this.#poll = null;
  }

  /** There may be news. A sequencer of this process brings its own; whatever it does not, the poll finds. */
  #hear(): void {
    if (performance.now() - this.#announcedAt > localNewsMs) this.#look();
  }

  /** One question at a time for everyone who waits; who comes while it runs is asked for by the next. */
  #look(): void {
    if (this.#waiting.size === 0) return;
    if (this.#looking !== null) {
      this.#lookAgain = true;
      return;
    }
    this.#lookAgain = false;
    this.#looking = this.#ask().finally(() => {
      this.#looking = null;
      if (this.#lookAgain) this.#look();
    });
  }

  async #ask(): Promise<void> {
    const ids = [...this.#waiting.keys()];
    try {
      this.#tell(await findSealed(this.vault, ids));
    } catch {
      // The database is away: those who wait are refused when their time is over.
    }
  }
}
