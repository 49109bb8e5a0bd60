/** npm passes a Ctrl-C on that the terminal has already delivered: signals this close together are one. */
const sameSignalMillis = 2_000;

/**
 * Waits for SIGINT or SIGTERM, then runs `stop` once. A second signal later on gives up waiting for running streams. This
 * is the program's one signal handler: Nest's own hooks stay off.
 */
export function untilStopped(stop: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let askedAt: number | null = null;
    const onSignal = (): void => {
      const now = performance.now();
      if (askedAt === null) {
        askedAt = now;
        stop().then(resolve, reject);
      } else if (now - askedAt > sameSignalMillis) {
        process.exit(130);
      }
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
