import type { Id } from './ids';

/**
 * News of a module, written into the outbox in the same transaction as the change and delivered at least once
 * afterwards. It carries ids, never content, names or keys.
 */
export interface DomainEvent<
  Type extends string = string,
  Body extends Record<string, Id | string | number | boolean | null> = Record<
    string,
    Id | string | number | boolean | null
  >,
> {
  readonly type: Type;
  readonly body: Body;
}
