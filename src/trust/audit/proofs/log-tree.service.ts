import { Injectable } from '@nestjs/common';
import { Refusal, type RequestContext } from '../../../kernel';
import { type Transaction, VaultDatabase } from '../../../platform/database';
import { tilesOf } from '../anchors/anchored-log.repository';
import { EntryNotFound } from '../audit.errors';
import { consistencyProof, inclusionProof, subtreesFromTiles } from '../format/proof';
import { encodeBundle, isTileOf, parseTilePath, tileWidth } from '../format/tiles';
import { renderProof } from '../format/tlog-proof';
import { AuditLog } from '../reading/audit-log.service';
import { entriesFor } from '../reading/entry-scope';

/** The log has never had so many entries, or not in this order. */
export class NoSuchTree extends Refusal {
  constructor() {
    super('not_found', 'The log has no such checkpoint or tile.');
  }
}

export interface Consistency {
  readonly from: number;
  readonly to: number;
  /** Base64 hashes of RFC 9162, section 2.1.4. */
  readonly proof: readonly string[];
}

/** The log as a tree, for whoever checks it without believing us: proofs, and the tiles that they are made of. */
@Injectable()
export class LogTree {
  constructor(
    private readonly vault: VaultDatabase,
    private readonly log: AuditLog,
  ) {}

  /** A C2SP tlog-proof of an entry in reach, against the newest checkpoint, or the newest that witnesses have cosigned. */
  async proofOf(context: RequestContext, n: number): Promise<string> {
    const [leaf] = await this.log.leaves(context, entriesFor(context.actor), n, n + 1);
    const newest = await this.log.checkpoint(context);
    if (leaf === undefined || newest === null) throw new EntryNotFound();
    const { witnessed } = newest;
    const { note, size } = witnessed !== null && witnessed.size > n ? witnessed : newest;
    const path = await this.vault.read(context, (tx) => inclusionProof(n, size, subtrees(tx, size)));
    return renderProof({ n, leaf, path, checkpoint: note });
  }

  /** That the log of `to` entries (the newest checkpoint, where nothing is said) begins with the log of `from`. */
  async consistency(context: RequestContext, from: number, to?: number): Promise<Consistency> {
    const size = await this.size(context);
    const later = to ?? size;
    if (from > later || later > size) throw new NoSuchTree();
    const proof = await this.vault.read(context, (tx) => consistencyProof(from, later, subtrees(tx, later)));
    return { from, to: later, proof: proof.map((hash) => hash.toString('base64')) };
  }

  /** A tile of hashes (c2sp.org/tlog-tiles), as it is below the newest checkpoint. */
  async tile(context: RequestContext, path: readonly string[]): Promise<Buffer> {
    const { level, index, width } = await this.place(context, path);
    if (level === 'entries') throw new NoSuchTree();
    return this.vault.read(context, (tx) => tilesOf(tx).tile({ level, index, width }));
  }

  /** A bundle of leaves, where all of them are in reach; reading it is an entry. */
  async bundle(context: RequestContext, path: readonly string[]): Promise<Buffer> {
    const { index, width } = await this.place(context, ['entries', ...path]);
    const first = index * tileWidth;
    return encodeBundle(await this.log.leaves(context, entriesFor(context.actor), first, first + width));
  }

  private async place(context: RequestContext, path: readonly string[]) {
    const address = parseTilePath(['tile', ...path].join('/'));
    if (address === null || !isTileOf(address, await this.size(context))) throw new NoSuchTree();
    return address;
  }

  private async size(context: RequestContext): Promise<number> {
    return (await this.log.checkpoint(context))?.size ?? 0;
  }
}

function subtrees(tx: Transaction, size: number) {
  return subtreesFromTiles(size, tilesOf(tx).tile);
}
