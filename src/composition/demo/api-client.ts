/** An answer of the API, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** The JSON body; an empty object where there is none. */
  json(): Record<string, unknown>;
}

/** The demo met an answer that it did not expect: the code says which. */
export class DemoFailed extends Error {
  constructor(step: string, answer: Answer) {
    const code = answer.json()['code'];
    super(`The demo could not ${step}: ${answer.status} ${typeof code === 'string' ? code : ''}`);
    this.name = 'DemoFailed';
  }
}

/** Talks to the running vault over HTTP, as any client would. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly identity: Readonly<Record<string, string>> = {},
  ) {}

  /** The same vault as somebody: a session's cookie or a program's token. */
  as(identity: Readonly<Record<string, string>>): ApiClient {
    return new ApiClient(this.url, identity);
  }

  async send(
    method: string,
    path: string,
    options: { json?: unknown; body?: Buffer | URLSearchParams; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const body = options.json === undefined ? options.body : JSON.stringify(options.json);
    const response = await fetch(`${this.url}${path}`, {
      method,
      body: body === undefined ? null : body instanceof Buffer ? new Uint8Array(body) : body,
      headers: {
        ...(options.json === undefined ? {} : { 'Content-Type': 'application/json' }),
        'Sec-Fetch-Site': 'same-origin',
        ...this.identity,
        ...options.headers,
      },
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      json: () => (bytes.length === 0 ? {} : (JSON.parse(bytes.toString()) as Record<string, unknown>)),
    };
  }

  /** Sends and expects success. */
  async ask(step: string, ...call: Parameters<ApiClient['send']>): Promise<Answer> {
    const answer = await this.send(...call);
    if (answer.status >= 300) throw new DemoFailed(step, answer);
    return answer;
  }
}
