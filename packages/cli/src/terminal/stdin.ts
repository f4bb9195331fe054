import { Failure } from '../failure.ts';
import type { Keyboard, Surroundings } from '../surroundings.ts';
import { openAsker } from './ask.ts';

/** bytes; the gateway takes no larger body */
const STDIN_BYTES_MAX = 1024 * 1024;

/** All of standard input. */
export async function readStdin(stdin: Keyboard): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > STDIN_BYTES_MAX) throw new Failure('body_too_large', 'Standard input is larger than 1 MiB.');
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * A secret by standard input: piped, or typed unseen. Never an argument, which other users of the machine can read.
 * @param what e.g. `The key`
 */
export async function readSecret({ stdin, stderr }: Surroundings, what: string): Promise<string> {
  if (stdin.isTTY) {
    const asker = openAsker({ stdin, stderr }, '');
    try {
      return checked(await asker.line(`${what}:`, { hidden: true }), what);
    } finally {
      asker.close();
    }
  }
  return checked((await readStdin(stdin)).replace(/\r?\n$/, ''), what);
}

function checked(secret: string, what: string): string {
  if (secret !== '') return secret;
  throw new Failure(
    'invalid_request',
    `${what} is empty. Pipe it into this command: printf %s "$KEY" | agentport …`,
  );
}
