import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process that the benches measure. */
export class Measured {
  private constructor(
    private readonly child: ChildProcess,
    /** The line that it printed when it was ready: a port, or JSON. */
    readonly line: string,
  ) {}

  /** Starts a program and waits for the line that `isReady` knows. */
  static start(
    file: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    isReady: (line: string) => boolean,
  ): Promise<Measured> {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    process.once('exit', () => child.kill('SIGKILL'));
    return new Promise((resolve, reject) => {
      let output = '';
      child.stdout.on('data', (piece: Buffer) => {
        output += piece.toString();
        const line = output.split('\n').find(isReady);
        if (line) resolve(new Measured(child, line));
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${file} ended with ${code ?? 'a signal'}.\n${output}`)));
    });
  }

  /** One of the servers in `bench/servers`; it prints its port. */
  static server(name: string, config: object): Promise<Measured> {
    const args = [join(__dirname, 'run.mjs'), `server:${name}`, JSON.stringify(config)];
    return Measured.start(process.execPath, args, {}, (line) => /^(\d+|\{.*\})$/.test(line));
  }

  get url(): string {
    return `http://127.0.0.1:${this.line}`;
  }

  /** Forgets the highest memory so far, where Linux lets us. */
  forgetPeak(): void {
    writeFileSync(`/proc/${this.child.pid ?? 0}/clear_refs`, '5');
  }

  residentMib(): number {
    return this.statusMib('VmRSS');
  }

  peakMib(): number {
    return this.statusMib('VmHWM');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(late);
  }

  private statusMib(field: string): number {
    const status = readFileSync(`/proc/${this.child.pid ?? 0}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN) / 1024;
  }
}
