import { randomUUID } from 'node:crypto';
import {
  type EventStore,
  isInitializeRequest,
  type JSONRPCMessage,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';

/** How soon a client whose stream was closed should come back. */
const RETRY_MS = 300;

/** Sessions of the 2025 era, each with its own server. */
export class Sessions {
  readonly #build: () => Server;
  readonly #open = new Map<string, WebStandardStreamableHTTPServerTransport>();

  constructor(build: () => Server) {
    this.#build = build;
  }

  async fetch(request: Request): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    if (id) {
      const transport = this.#open.get(id);
      return transport ? transport.handleRequest(request) : refused(404, 'Session not found');
    }
    const body: unknown = request.method === 'POST' ? await request.json().catch(() => null) : null;
    if (!isInitializeRequest(body)) return refused(400, 'A session starts with initialize');
    const transport = await this.#start();
    return transport.handleRequest(request, { parsedBody: body });
  }

  async close(): Promise<void> {
    for (const transport of this.#open.values()) await transport.close();
    this.#open.clear();
  }

  async #start(): Promise<WebStandardStreamableHTTPServerTransport> {
    const transport: WebStandardStreamableHTTPServerTransport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.#open.set(id, transport);
      },
      onsessionclosed: (id) => {
        this.#open.delete(id);
      },
      eventStore: new Events(),
      retryInterval: RETRY_MS,
    });
    await this.#build().connect(transport);
    return transport;
  }
}

function refused(status: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', id: null, error: { code: -32_000, message } }, { status });
}

/** Keeps what was sent, so that a client that lost its stream can catch up. */
class Events implements EventStore {
  readonly #events: { id: string; stream: string; message: JSONRPCMessage }[] = [];

  async storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    const id = `${stream}_${this.#events.length}`;
    this.#events.push({ id, stream, message });
    return id;
  }

  async getStreamIdForEventId(id: string): Promise<string | undefined> {
    return this.#events.find((event) => event.id === id)?.stream;
  }

  async replayEventsAfter(
    lastId: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const at = this.#events.findIndex((event) => event.id === lastId);
    const stream = this.#events[at]?.stream;
    if (stream === undefined) throw new Error('Unknown event id');
    for (const event of this.#events.slice(at + 1)) {
      // A priming event is stored without a method or a result; there is nothing to send again.
      if (event.stream === stream && Object.keys(event.message).length > 0)
        await send(event.id, event.message);
    }
    return stream;
  }
}
