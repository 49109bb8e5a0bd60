/** One line for the person at the terminal. The program log goes to stderr, as JSON. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}
