import { Failure } from '../failure.ts';
import { escapeText } from '../output/escape.ts';
import type { Keyboard, Surroundings } from '../surroundings.ts';

const LINE_CHARS_MAX = 1024;

/** Asks a person at the terminal; questions go to stderr so that results stay alone on stdout. */
export interface Asker {
  /** @param hidden nothing of the answer is shown */
  line(question: string, options?: { hidden: boolean }): Promise<string>;
  /** yes only for an explicit y or yes */
  confirm(question: string): Promise<boolean>;
  close(): void;
}

/** @throws {Failure} invalid_request where nobody sits at a terminal */
export function openAsker({ stdin, stderr }: Pick<Surroundings, 'stdin' | 'stderr'>, instead: string): Asker {
  if (stdin.isTTY !== true || stdin.setRawMode === undefined) {
    throw new Failure('invalid_request', `This asks a person and there is no terminal. ${instead}`);
  }
  const keys = readKeys(stdin);
  const line = async (question: string, options = { hidden: false }): Promise<string> => {
    stderr.write(`${escapeText(question)} `);
    let typed: string[] = [];
    for (;;) {
      const key = await keys.next();
      if (key === null || key === '\u0003' || (key === '\u0004' && typed.length === 0)) {
        stderr.write('\n');
        throw new Failure('invalid_request', 'Ended by you. Nothing was changed.');
      }
      if (key === '\r' || key === '\n') break;
      typed = edited(typed, key);
      if (!options.hidden) stderr.write(`\r\u001b[K${escapeText(`${question} ${typed.join('')}`)}`);
    }
    stderr.write('\n');
    return typed.join('').trim();
  };
  return {
    line,
    confirm: async (question) => /^y(es)?$/i.test(await line(`${question} [y/N]`)),
    close: keys.close,
  };
}

/** Backspace takes one character back, Ctrl-U all; other control keys do nothing. */
function edited(typed: readonly string[], key: string): string[] {
  if (key === '\u007f' || key === '\b') return typed.slice(0, -1);
  if (key === '\u0015') return [];
  if (/\p{Cc}/u.test(key) || typed.length >= LINE_CHARS_MAX) return [...typed];
  return [...typed, key];
}

interface Keys {
  /** null when the input has ended */
  next(): Promise<string | null>;
  close(): void;
}

/** Single characters; those pasted behind one answer serve the next question of the same asker. */
function readKeys(stdin: Keyboard): Keys {
  const waiting: string[] = [];
  let wake: () => void = () => undefined;
  let ended = stdin.readableEnded === true;
  const onData = (chunk: Buffer | string) => {
    waiting.push(...chunk.toString());
    wake();
  };
  const onEnd = () => {
    ended = true;
    wake();
  };
  stdin.setRawMode?.(true);
  stdin.setEncoding('utf8');
  stdin.on('data', onData);
  stdin.on('end', onEnd);
  stdin.resume();
  return {
    async next() {
      while (waiting.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return waiting.shift() ?? null;
    },
    // What was typed ahead is dropped: nobody answers a question with keys pressed before it was there.
    close() {
      stdin.off('data', onData);
      stdin.off('end', onEnd);
      stdin.setRawMode?.(false);
      stdin.pause();
    },
  };
}
