/** A bell for one sleeper. Ringing while nobody sleeps makes the next sleep end at once, so that no ring is missed. */
export class Wake {
  #rung = false;
  #end: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#end?.();
  }

  /** Sleeps until the bell rings, or for the time given. */
  async sleep(ms: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#end = null;
    this.#rung = false;
  }
}
