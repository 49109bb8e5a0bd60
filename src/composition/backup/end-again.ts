import type { INestApplicationContext } from '@nestjs/common';
import { ArtefactRemoval } from '../../casework/evidence';
import { systemActor } from '../../kernel';
import {
  EndAgain,
  endedBefore,
  type EndEntry,
  type Move,
  MoveAgain,
  RememberedEnds,
} from '../../lifecycle/destruction';
import { AuditDatabase } from '../../platform/database';
import { KeptObjects } from '../../records/media';
import { listLoggedEnds, listLoggedEscrows, type LoggedEnd } from '../../trust/audit';
import { Escrows, Keys } from '../../trust/keys';

/** What was ended again: items, and copies such as evidence bundles. */
export interface EndedAgain {
  readonly items: number;
  readonly copies: number;
}

const pageSize = 1_000;

/**
 * Ends again what was ended since the backup. The log says so, as far as it came back: of subject keys (persons, copies, files of
 * requests) and of items. The keystore says so where it is newer than the backup. And what was under way is carried on. When this
 * returns nothing of it opens; doing it again changes nothing.
 */
export async function endAgain(vault: INestApplicationContext, logSize: number): Promise<EndedAgain> {
  const ending = vault.get(EndAgain, { strict: false });
  const log = vault.get(AuditDatabase);
  await vault.get(Escrows).catchUp(await log.read({ actor: systemActor }, (tx) => listLoggedEscrows(tx, logSize)));
  const ended = await loggedEnds(log, logSize);
  const keys = vault.get(Keys);
  const moving = vault.get(MoveAgain, { strict: false });
  await moving.move(ended.moves);
  for (const subject of ended.keys) await keys.endSubject(systemActor, subject);
  let items = 0;
  for (const one of endedBefore(ended.entries)) items += await ending.end(one);
  const remembered = vault.get(RememberedEnds, { strict: false });
  for await (const one of remembered.list(livingItems(vault))) {
    await moving.move(one.moved);
    items += await ending.end(one);
  }
  await ending.carryOn();
  return { items, copies: await vault.get(ArtefactRemoval, { strict: false }).removeEnded() };
}

interface LoggedEnds {
  readonly keys: ReadonlySet<string>;
  readonly entries: readonly EndEntry[];
  readonly moves: readonly Move[];
}

async function loggedEnds(log: AuditDatabase, from: number): Promise<LoggedEnds> {
  const keys = new Set<string>();
  const entries: EndEntry[] = [];
  const moves: Move[] = [];
  for (let next: number | null = from; next !== null;) {
    const at: number = next;
    const page: LoggedEnd[] = await log.read({ actor: systemActor }, (tx) => listLoggedEnds(tx, at, pageSize));
    for (const { type, ...entry } of page) {
      const { media, subject } = entry;
      if (type === 'media.moved') moves.push(...(media === null || subject === null ? [] : [{ media, subject }]));
      else if (type !== 'keys.subject.rekeyed') entries.push(entry);
      else if (subject !== null) keys.add(subject);
    }
    const last = page.at(-1);
    next = last === undefined ? null : last.n + 1;
  }
  return { keys, entries, moves };
}

async function* livingItems(vault: INestApplicationContext) {
  for await (const page of vault.get(KeptObjects, { strict: false }).pages())
    yield page.filter(({ what }) => what === 'media');
}
