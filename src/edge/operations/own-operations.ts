import { Injectable } from '@nestjs/common';
import type { Id, RequestContext } from '../../kernel';
import { Cursors, InvalidCursor, PageQuery } from '../../platform/http';
import { OperationDto, Operations } from '../../platform/jobs';
import { Access } from '../../trust/access';
import type { OperationPageDto } from './operations.dto';

const listName = 'own operations';

/** Long work as whoever asked for it follows it. */
@Injectable()
export class OwnOperations {
  constructor(
    private readonly operations: Operations,
    private readonly access: Access,
    private readonly cursors: Cursors,
  ) {}

  async list(context: RequestContext, { cursor, limit }: PageQuery): Promise<OperationPageDto> {
    const before = cursor === undefined ? {} : { before: this.#position(cursor) };
    const scope = this.access.scope(context.actor, 'read', 'Operation');
    const rows = await this.operations.list(context, { limit, ...before }, scope);
    return this.cursors.page(
      listName,
      rows,
      limit,
      (row) => [row.createdAtText, row.id],
      (row) => OperationDto.of(row),
    );
  }

  async get(context: RequestContext, id: Id): Promise<OperationDto> {
    return OperationDto.of(
      await this.operations.get(context, id, this.access.scope(context.actor, 'read', 'Operation')),
    );
  }

  async cancel(context: RequestContext, id: Id): Promise<OperationDto> {
    const scope = this.access.scope(context.actor, 'change', 'Operation');
    return OperationDto.of(await this.operations.cancel(context, id, scope));
  }

  #position(cursor: string): { createdAt: string; id: Id } {
    const [createdAt, id] = this.cursors.decode(listName, cursor);
    if (typeof createdAt !== 'string' || typeof id !== 'string') throw new InvalidCursor();
    return { createdAt, id };
  }
}
