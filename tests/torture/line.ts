import type { Socket } from 'node:net';

/** Objects over a local socket, one line of JSON each. */
export interface Line<Out, In> {
  say(what: Out): void;
  /** called once, for everything that comes from then on */
  hear(listen: (what: In) => void): void;
  /** resolves when the other side is gone */
  readonly closed: Promise<void>;
}

export function lineOver<Out, In>(socket: Socket): Line<Out, In> {
  let rest = '';
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  socket.on('error', () => undefined); // a broken line is a closed one
  return {
    say: (what) => void socket.write(`${JSON.stringify(what)}\n`),
    hear(listen) {
      socket.setEncoding('utf8').on('data', (text: string) => {
        const lines = `${rest}${text}`.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) listen(JSON.parse(line) as In);
      });
    },
    closed,
  };
}
