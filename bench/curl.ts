import { spawn } from 'node:child_process';

/** What curl saw of one exchange. */
export interface Transfer {
  readonly status: number;
  readonly seconds: number;
  readonly firstByteSeconds: number;
  readonly bytes: number;
  readonly body: string;
}

const report = '\n%{http_code} %{time_total} %{time_starttransfer} %{size_download} %{size_upload}';

/** Runs curl once; the body is kept only where `keepBody` asks for it. */
export async function curl(
  args: readonly string[],
  { keepBody = false, expect = [200, 201, 206] } = {},
): Promise<Transfer> {
  const sink = keepBody ? [] : ['-o', '/dev/null'];
  const output = await run('curl', ['-sS', '-g', '--noproxy', '*', ...sink, '-w', report, ...args]);
  const end = output.lastIndexOf('\n');
  const [status, seconds, first, down, up] = output
    .slice(end + 1)
    .split(' ')
    .map(Number) as [number, number, number, number, number];
  const body = output.slice(0, end);
  if (!expect.includes(status)) throw new Error(`curl got ${status}: ${body.slice(0, 300)}`);
  return { status, seconds, firstByteSeconds: first, bytes: Math.max(down, up), body };
}

/** Several curls at once: their bytes over the time until the last one has ended, in MiB/s. */
export async function curlTogether(calls: readonly (readonly string[])[]): Promise<number> {
  const started = performance.now();
  const transfers = await Promise.all(calls.map((args) => curl(args)));
  const bytes = transfers.reduce((sum, transfer) => sum + transfer.bytes, 0);
  return bytes / 2 ** 20 / ((performance.now() - started) / 1000);
}

export function run(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const pieces: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    child.stderr.on('data', (piece: Buffer) => errors.push(piece));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(pieces).toString());
      else
        reject(
          new Error(`${file} ended with ${code ?? 'a signal'}: ${Buffer.concat(errors).toString().slice(0, 300)}`),
        );
    });
  });
}
