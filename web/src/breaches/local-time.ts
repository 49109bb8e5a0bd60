/** A moment as a field of day and time has it, in the person's own zone. */
export function localOf(at: string): string {
  const date = new Date(at);
  const written = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString();
  return written.slice(0, written.endsWith(':00.000Z') ? 16 : 19);
}

/** The moment that such a field means; nothing while it is not filled. */
export function instantOf(local: string): string | undefined {
  const date = new Date(local);
  return local === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
