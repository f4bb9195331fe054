import { connect, type Socket } from 'node:net';
import { runLoad } from '../harness/load.ts';
import { serve } from '../harness/serve.ts';

/**
 * Load over HTTP/1.1 with one kept socket per loop. It writes requests and finds the end of answers by itself: any
 * client library costs as much as the proxy it would measure, and both run on the same two cores.
 */

interface Order {
  readonly url: string;
  readonly path: string;
  readonly token: string | null;
  /** `{n}` becomes a number that no earlier request had */
  readonly body: string;
  readonly concurrency: number;
  readonly ms: number;
  readonly warmMs: number;
}

let count = 0;

serve({}, async (order: Order) => {
  const { hostname, port } = new URL(order.url);
  const wires = await Promise.all(
    Array.from({ length: order.concurrency }, () => openWire(hostname, Number(port))),
  );
  const [before = '', after = ''] = order.body.split('{n}');
  const head =
    `POST ${order.path} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\n` +
    (order.token === null ? '' : `authorization: Bearer ${order.token}\r\n`);
  const fixed = Buffer.byteLength(before) + Buffer.byteLength(after);
  try {
    return await runLoad(order, async (worker) => {
      const n = String(++count);
      await wires[worker]?.exchange(
        `${head}content-length: ${fixed + n.length}\r\n\r\n${before}${n}${after}`,
      );
    });
  } finally {
    for (const wire of wires) wire.close();
  }
});

interface Wire {
  exchange(request: string): Promise<void>;
  close(): void;
}

async function openWire(host: string, port: number): Promise<Wire> {
  const socket: Socket = connect({ host, port, noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let done: (() => void) | null = null;
  let fail: (error: Error) => void = () => undefined;
  let received = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    received += chunk;
    const end = endOfAnswer(received);
    if (end === null || received.length < end) return;
    if (!received.startsWith('HTTP/1.1 200'))
      fail(new Error(`an answer was not 200: ${received.slice(0, 2000)}`));
    received = '';
    done?.();
  });
  socket.on('error', (error) => fail(error));
  socket.on('close', () => fail(new Error('the connection was closed')));
  return {
    exchange: (request) =>
      new Promise((resolve, reject) => {
        done = resolve;
        fail = reject;
        socket.write(request);
      }),
    close() {
      fail = () => undefined;
      socket.destroy();
    },
  };
}

function endOfAnswer(text: string): number | null {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return null;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head));
  if (length === null) return text.endsWith('\r\n0\r\n\r\n') ? text.length : null;
  return head + 4 + Number(length[1]);
}
