import assert from 'node:assert/strict';
import type { Stage } from '../agent-plane/stage.fixture.ts';

export const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'wire', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

export interface Message {
  readonly id?: number | string | null;
  readonly result?: {
    readonly isError?: boolean;
    readonly content?: { text?: string }[];
    readonly resultType?: string;
    readonly requestState?: string;
    readonly _meta?: Record<string, unknown>;
  };
  readonly error?: { readonly code: number | string; readonly message: string };
}

export interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly messages: readonly Message[];
}

export async function post(
  stage: Stage,
  body: unknown,
  headers: Record<string, string> = {},
  path = '/mcp',
  signal?: AbortSignal,
): Promise<Sent> {
  const response = await fetch(stage.url + path, {
    method: 'POST',
    headers: {
      authorization: 'Bearer token-a',
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  const streamed = response.headers.get('content-type')?.startsWith('text/event-stream');
  const parsed = streamed
    ? [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => JSON.parse(data ?? ''))
    : text === ''
      ? []
      : [JSON.parse(text)].flat();
  return { status: response.status, headers: response.headers, messages: parsed };
}

export function modernCall(
  name: string,
  args: object = {},
  more: object = {},
): [object, Record<string, string>] {
  const params = { name, arguments: args, _meta: MODERN, ...more };
  return [
    { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name },
  ];
}

export async function begin(stage: Stage, clientName = 'wire') {
  const params = {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: clientName, version: '1' },
  };
  const sent = await post(stage, { jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const id = sent.headers.get('mcp-session-id');
  assert.ok(id, JSON.stringify(sent.messages));
  return { 'mcp-session-id': id };
}

export const oldCall = (name: string, id: number | string = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
});
