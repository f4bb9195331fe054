import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/**
 * Stand-ins for the two services as their documents and their answers describe them: what they take, what they refuse,
 * and in which words.
 */

/** bytes; a longer message becomes an attachment, which a person does not see at a glance */
const NTFY_MESSAGE_MAX = 4_096;
/** UTF-16 units */
const TELEGRAM_TEXT_MAX = 4_096;
const TOPIC = /^[-_A-Za-z0-9]{1,64}$/;

interface Taken {
  readonly path: string;
  readonly body: Record<string, unknown>;
}

export interface StandIn {
  readonly url: string;
  /** what would be on somebody's phone */
  readonly taken: Taken[];
  /** requests, taken or not */
  readonly asked: { path: string; text: string; headers: IncomingMessage['headers'] }[];
  /** seconds it wants to be left alone */
  busyFor: number | null;
}

type Answer = readonly [status: number, body: object, headers?: Record<string, string>];

export async function openNtfy(t: TestContext, token: string | null): Promise<StandIn> {
  return open(t, (stand, { method, path, headers, body }) => {
    const refuse = (code: number, error: string): Answer => [
      Math.floor(code / 100),
      { code, http: Math.floor(code / 100), error },
    ];
    if (method !== 'POST' || path !== '/') return refuse(40401, 'page not found');
    if (token !== null && headers.authorization !== `Bearer ${token}`) {
      return headers.authorization ? refuse(40101, 'unauthorized') : refuse(40301, 'forbidden');
    }
    if (stand.busyFor !== null) return refuse(42901, 'limit reached: too many requests');
    const { topic, message, click, priority } = body;
    if (typeof topic !== 'string' || !TOPIC.test(topic)) return refuse(40009, 'invalid topic');
    if (Buffer.byteLength(String(message)) > NTFY_MESSAGE_MAX) return refuse(41301, 'message too large');
    if (typeof click !== 'string' || !URL.canParse(click)) return refuse(40000, 'click is no address');
    if (![undefined, 1, 2, 3, 4, 5].includes(priority as number)) return refuse(40007, 'invalid priority');
    stand.taken.push({ path, body });
    return [200, { id: 'sPs71M8A2T', time: 1, event: 'message', topic, message }];
  });
}

export async function openTelegram(t: TestContext, token: string, chat: string): Promise<StandIn> {
  return open(t, (stand, { path, body }) => {
    const refuse = (error_code: number, description: string, more: object = {}): Answer => [
      error_code,
      { ok: false, error_code, description, ...more },
    ];
    const [, bot, method] = /^\/bot([^/]*)\/([A-Za-z]+)$/.exec(path) ?? [];
    if (bot === undefined || !/^[0-9]+:[\w-]+$/.test(bot)) return refuse(404, 'Not Found');
    if (bot !== token) return refuse(401, 'Unauthorized');
    if (method !== 'sendMessage') return refuse(404, 'Not Found: method not found');
    if (stand.busyFor !== null) {
      const retry_after = stand.busyFor;
      return refuse(429, `Too Many Requests: retry after ${retry_after}`, { parameters: { retry_after } });
    }
    const { chat_id, text, parse_mode } = body;
    if (chat_id === '-5') {
      const parameters = { migrate_to_chat_id: -1005 };
      return refuse(400, 'Bad Request: group chat was upgraded to a supergroup chat', { parameters });
    }
    if (chat_id === '6') return refuse(403, 'Forbidden: bot was blocked by the user');
    if (chat_id !== chat) return refuse(400, 'Bad Request: chat not found');
    if (typeof text !== 'string' || text === '') return refuse(400, 'Bad Request: message text is empty');
    if (text.length > TELEGRAM_TEXT_MAX) return refuse(400, 'Bad Request: message is too long');
    if (parse_mode !== undefined) return refuse(400, "Bad Request: can't parse entities");
    stand.taken.push({ path, body });
    return [200, { ok: true, result: { message_id: stand.taken.length, chat: { id: Number(chat) }, text } }];
  });
}

interface Asked {
  readonly method: string | undefined;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

async function open(t: TestContext, answer: (stand: StandIn, asked: Asked) => Answer): Promise<StandIn> {
  const server = createServer((request, response) => void take(request, response));
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const { method, url: path = '', headers } = request;
    stand.asked.push({ path, text, headers });
    const [status, body, more] = answer(stand, { method, path, headers, body: JSON.parse(text) });
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const stand: StandIn = { url: `http://127.0.0.1:${port}`, taken: [], asked: [], busyFor: null };
  return stand;
}
