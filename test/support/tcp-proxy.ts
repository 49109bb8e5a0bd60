import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP relay between a program and what it depends on, which can fail as a network does. */
export class TcpProxy {
  readonly #pairs = new Set<[Socket, Socket]>();
  #silent = false;

  private constructor(
    private readonly server: Server,
    private target: { host: string; port: number },
  ) {}

  static async to(host: string, port: number): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const proxy = new TcpProxy(server, { host, port });
    server.on('connection', (client) => proxy.#relay(client));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on connections lead elsewhere. */
  aim(port: number): void {
    this.target = { ...this.target, port };
  }

  /** Passes no byte on, in either direction, and closes nothing. */
  silence(silent: boolean): void {
    this.#silent = silent;
    for (const socket of [...this.#pairs].flat())
      if (silent) socket.pause();
      else socket.resume();
  }

  /** Resets every connection. */
  reset(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.reset();
    await new Promise((done) => this.server.close(done));
  }

  #relay(client: Socket): void {
    const upstream = connect(this.target.port, this.target.host);
    const pair: [Socket, Socket] = [client, upstream];
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [upstream, client]] as const) {
      from.on('error', () => undefined);
      from.once('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      from.pipe(to);
      if (this.#silent) from.pause();
    }
  }
}
