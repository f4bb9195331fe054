import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One thing the service really did. */
export interface Effect {
  readonly operation: string;
  /** what the call is known by */
  readonly ref: string;
  /** id of the permit, which the gateway sends as idempotency key */
  readonly permit: string;
}

/** Where the service is with one request. */
export type Moment = 'received' | 'done' | 'half answered';

/** What is to happen to a gateway, or to its request, at that moment. */
export type Meanwhile = (ref: string, moment: Moment) => Promise<void> | void;

/**
 * The service behind the gateways: it counts what it did and, unlike a kind one, drops no repetition. It lives outside of
 * every process that is killed.
 */
export interface Ledger {
  readonly url: string;
  readonly effects: readonly Effect[];
  readonly reads: number;
  /** asked at each moment; a throw breaks the connection without an answer */
  meanwhile: Meanwhile;
  /** refuses with 400, doing nothing */
  refuses: (ref: string) => boolean;
  /** false so that every call connects */
  keepsConnections: boolean;
  close(): void;
}

const FILLER = 'x'.repeat(2_000);

export async function startLedger(): Promise<Ledger> {
  const effects: Effect[] = [];
  const ledger = {
    effects,
    reads: 0,
    meanwhile: () => undefined,
    refuses: () => false,
    keepsConnections: false,
  } as {
    effects: Effect[];
    reads: number;
    meanwhile: Meanwhile;
    refuses: (ref: string) => boolean;
    keepsConnections: boolean;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [, collection = '', line = ''] = (request.url ?? '').split('/');
    const text = await read(request);
    const ref = line || (JSON.parse(text) as { ref: string }).ref;
    await ledger.meanwhile(ref, 'received');
    if (request.method === 'GET') ledger.reads += 1;
    else if (ledger.refuses(ref)) return respond(response, 400, '{"error":"refused"}');
    else effects.push({ operation: collection, ref, permit: String(request.headers['idempotency-key']) });
    await ledger.meanwhile(ref, 'done');
    const body = JSON.stringify({ ref, filler: FILLER });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': body.length,
      ...(ledger.keepsConnections ? {} : { connection: 'close' }),
    });
    response.write(body.slice(0, body.length / 2));
    await ledger.meanwhile(ref, 'half answered');
    response.end(body.slice(body.length / 2));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(ledger, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function respond(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(body);
}
