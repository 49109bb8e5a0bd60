import { Injectable, type PipeTransform } from '@nestjs/common';
import { type Id, isId } from '../../kernel';
import { NotFound } from './access.errors';

/** A path segment that is no id names nothing: the same answer as for an id of nothing. */
@Injectable()
export class IdPipe implements PipeTransform<string, Id> {
  transform(segment: string): Id {
    if (!isId(segment)) throw new NotFound();
    return segment;
  }
}
