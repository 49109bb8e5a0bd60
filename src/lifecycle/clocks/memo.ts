/** What pure functions answered last, so that a million items that share a few thousand days cost those alone. Bounded. */
export class Memo<Value> {
  readonly #known = new Map<string, Value>();

  constructor(private readonly limit = 20_000) {}

  get(key: string, work: () => Value): Value {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = work();
    if (this.#known.size >= this.limit) this.#known.clear();
    this.#known.set(key, value);
    return value;
  }
}
