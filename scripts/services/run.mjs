import { spawn } from 'node:child_process';

/** A step that did not work; the message is one line for the person at the terminal. */
export class StepFailed extends Error {}

const network =
  /time-?out|timed out|deadline exceeded|connection (reset|refused)|temporary failure|unexpected EOF|TLS handshake|\b50[234]\b/i;
const minutes = 60_000;

/** Runs one program to its end in a process group of its own, and once more where the network timed out. */
export async function run(program, args, options = {}) {
  const first = await attempt(program, args, options);
  if (first.ok) return first.output;
  const last = network.test(first.output) ? await attempt(program, args, options) : first;
  if (last.ok) return last.output;
  throw new StepFailed(`${program} ${args[0]}: ${lastLine(last.output)}`);
}

function attempt(program, args, { cwd, env = {}, limit = 20 * minutes }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    const keep = (bytes) => (output = (output + bytes.toString()).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const end = () => endGroup(child.pid);
    const timer = setTimeout(() => {
      output += `\ntimed out after ${limit / minutes} minutes`;
      end();
    }, limit);
    process.once('exit', end);
    const settle = (ok) => {
      clearTimeout(timer);
      process.removeListener('exit', end);
      resolve({ ok, output });
    };
    child.on('error', (error) => {
      output += error.code === 'ENOENT' ? `\n${program} is not installed` : `\n${error.message}`;
      settle(false);
    });
    child.on('close', (status) => settle(status === 0));
  });
}

function endGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

function lastLine(output) {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').at(-1) ?? 'no answer';
}
