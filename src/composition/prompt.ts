import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asks whoever sits at the terminal, or reads line by line what is piped in. */
export interface Prompt {
  ask(question: string): Promise<string>;
  /** What is typed is not shown. */
  askSecret(question: string): Promise<string>;
  close(): void;
}

export function openPrompt(input = process.stdin, output = process.stderr): Prompt {
  let hidden = false;
  const shown = new Writable({
    write(chunk: Buffer, _encoding, done): void {
      if (!hidden) output.write(chunk);
      done();
    },
  });
  const terminal = input.isTTY;
  const reader = createInterface({ input, output: shown, terminal });
  const lines = reader[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string> => {
    if (terminal) output.write(question);
    const next = await lines.next();
    if (next.done === true) throw new Error('Nobody answered.');
    return next.value;
  };
  const askSecret = async (question: string): Promise<string> => {
    hidden = true;
    try {
      return await ask(question);
    } finally {
      hidden = false;
      if (terminal) output.write('\n');
    }
  };
  return { ask, askSecret, close: () => reader.close() };
}
