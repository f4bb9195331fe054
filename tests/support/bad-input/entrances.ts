import { type CliEnd, runCli } from '../cli.ts';
import { send } from '../gateway.ts';
import type { CleansUp } from '../temp.ts';
import type { Entrance } from './table.ts';

/** One request, as each entrance writes it. */
export interface Ask {
  readonly t: CleansUp;
  readonly url: string;
  readonly token: string | null;
  readonly connection: string;
  readonly operation: string;
  /** JSON text of the arguments, also where it is none */
  readonly args: string;
}

/** What came back, in the table's words, and everything that was said, for looking through it. */
export interface Met {
  /** an HTTP status, `result`, or `exit N` */
  readonly form: number | string;
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
  readonly all: string;
}

type Enter = (ask: Ask) => Promise<Met>;

export const ENTRANCES: Readonly<Record<Entrance, Enter>> = {
  async facade({ url, token, connection, operation, args }) {
    const headers = { ...bearer(token), prefer: 'respond-async' };
    return overHttp(await send(url, 'POST', `/${connection}/${operation}`, args, headers));
  },
  async agent_api({ url, token, connection, operation }) {
    return overHttp(
      await send(url, 'GET', `/v1/operations/${connection}/${operation}`, undefined, bearer(token)),
    );
  },
  mcp_2025: (ask) => overMcp(ask, '2025'),
  mcp_2026: (ask) => overMcp(ask, '2026'),
  async cli({ t, url, token, connection, operation, args }) {
    const argv = ['call', `${connection}.${operation}`, '--args', args, '--wait', '0', '-o', 'json'];
    const env = { AGENTPORT_URL: url, ...(token === null ? {} : { AGENTPORT_TOKEN: token }) };
    return overCli(await runCli(t, argv, { env }));
  },
};

type HttpAnswer = Awaited<ReturnType<typeof send>>;

function bearer(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function overHttp(answer: HttpAnswer): Met {
  const all = answer.text + JSON.stringify(answer.headers);
  return { form: answer.status, ...errorIn(answer.body), all };
}

function overCli({ exitCode, stdout, stderr }: CliEnd): Met {
  return { form: `exit ${exitCode}`, ...errorIn(JSON.parse(stdout || 'null')), all: stdout + stderr };
}

function errorIn(body: unknown): Pick<Met, 'code' | 'message' | 'details'> {
  const { error } = (body ?? {}) as { error?: { code?: string; message?: string; details?: unknown } };
  return { code: error?.code ?? '', message: error?.message ?? '', details: error?.details };
}

const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'bad-input', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

async function overMcp(ask: Ask, generation: '2025' | '2026'): Promise<Met> {
  const tool = `${ask.connection}__${ask.operation}`;
  const headers = {
    ...bearer(ask.token),
    accept: 'application/json, text/event-stream',
    ...(generation === '2026' ? modernHeaders(tool) : {}),
  };
  const meta = generation === '2026' ? `,"_meta":${JSON.stringify(MODERN_META)}` : '';
  const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${tool}","arguments":${ask.args}${meta}}}`;
  const session = generation === '2025' ? await beginSession(ask, headers) : { headers: {} };
  if ('refused' in session) return session.refused;
  const answer = await send(ask.url, 'POST', '/mcp', body, { ...headers, ...session.headers });
  const message = lastMessage(answer);
  if (message?.result === undefined) return overHttp(answer);
  const { isError, structuredContent } = message.result;
  return {
    form: isError ? 'result' : 'result without isError',
    ...errorIn(structuredContent),
    all: answer.text,
  };
}

function modernHeaders(tool: string): Record<string, string> {
  return { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': tool };
}

/** A session of an older client, or the refusal it met at the door. */
async function beginSession(
  ask: Ask,
  headers: Record<string, string>,
): Promise<{ refused: Met } | { headers: Record<string, string> }> {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bad-input', version: '1' },
  };
  const hello = { jsonrpc: '2.0', id: 0, method: 'initialize', params };
  const answer = await send(ask.url, 'POST', '/mcp', hello, headers);
  const id = answer.headers['mcp-session-id'];
  return typeof id === 'string' ? { headers: { 'mcp-session-id': id } } : { refused: overHttp(answer) };
}

interface Message {
  readonly result?: { readonly isError?: boolean; readonly structuredContent?: unknown };
}

function lastMessage({ text, body }: HttpAnswer): Message | undefined {
  const streamed = [...text.matchAll(/^data: (.+)$/gm)].at(-1)?.[1];
  return streamed === undefined ? (body ?? undefined) : JSON.parse(streamed);
}
