import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Refusal, secureRandom, systemActor } from '../../kernel';
import { VaultDatabase } from '../database';

export class InvalidCursor extends Refusal {
  constructor() {
    super('invalid_cursor', 'The cursor is not one of ours for this list. Start without it.');
  }
}

/** A page of a list: `next` is null on the last one. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

/** Opaque, signed positions in lists: bound to the list and its filters, so that nobody steps sideways with one. */
@Injectable()
export class Cursors implements OnModuleInit {
  #key = secureRandom(32);

  constructor(private readonly database: VaultDatabase) {}

  /** All nodes of one vault share the signing key. */
  async onModuleInit(): Promise<void> {
    this.#key = await this.database.transaction({ actor: systemActor }, async (tx) => {
      await tx.query('INSERT INTO http.signing_key (id, key) VALUES (1, $1) ON CONFLICT (id) DO NOTHING', [this.#key]);
      const [row] = await tx.query<{ key: Buffer }>('SELECT key FROM http.signing_key WHERE id = 1');
      return row?.key ?? this.#key;
    });
  }

  /** `list` names the list and its filters; `position` is the last row's sort key. */
  encode(list: string, position: readonly (string | number)[]): string {
    const body = Buffer.from(JSON.stringify(position));
    return Buffer.concat([this.#sign(list, body), body]).toString('base64url');
  }

  decode(list: string, cursor: string): (string | number)[] {
    const bytes = Buffer.from(cursor, 'base64url');
    const body = bytes.subarray(16);
    if (bytes.length < 17 || !timingSafeEqual(bytes.subarray(0, 16), this.#sign(list, body))) throw new InvalidCursor();
    return JSON.parse(body.toString()) as (string | number)[];
  }

  /** Cuts rows fetched with `limit + 1` into a page. */
  page<Row, Item>(
    list: string,
    rows: readonly Row[],
    limit: number,
    position: (row: Row) => (string | number)[],
    item: (row: Row) => Item,
  ): Page<Item> {
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map(item),
      next: rows.length > limit && last !== undefined ? this.encode(list, position(last)) : null,
    };
  }

  #sign(list: string, body: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(list).update('\0').update(body).digest().subarray(0, 16);
  }
}
