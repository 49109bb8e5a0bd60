/** Values that an event or a job may carry: ids and small facts, never content, names or keys. */
export type EventBody = Readonly<Record<string, string | number | boolean | null>>;

/** News of a module, written into the outbox in the same transaction as the change and delivered at least once afterwards. */
export interface DomainEvent {
  readonly type: string;
  readonly body: EventBody;
}
