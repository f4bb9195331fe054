import assert from 'node:assert/strict';
import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Stage } from '../agent-plane/stage.fixture.ts';

/** What the tests need of either client. */
export interface AnyClient {
  listTools(): Promise<{
    tools: {
      name: string;
      inputSchema: unknown;
      annotations?: unknown;
      outputSchema?: unknown;
      description?: string | undefined;
    }[];
  }>;
  callTool(
    params: { name: string; arguments?: Record<string, unknown>; _meta?: Record<string, unknown> },
    options?: { onprogress?: (progress: { message?: string | undefined }) => void; signal?: AbortSignal },
  ): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  content: { type: string; text?: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
  _meta?: Record<string, unknown>;
}

export const KINDS = ['v1 sdk', 'v2 sdk, sessions', 'v2 sdk, 2026-07-28'] as const;
export type Kind = (typeof KINDS)[number];

/** A real client, connected as the first agent. */
export async function connect(stage: Stage, kind: Kind, path = '/mcp'): Promise<AnyClient> {
  const url = new URL(stage.url + path);
  const requestInit = { headers: { authorization: 'Bearer token-a' } };
  if (kind === 'v1 sdk') {
    const client = new OldClient({ name: 'test-v1', version: '1' });
    const transport = new OldTransport(url, { requestInit });
    await client.connect(transport as Parameters<typeof client.connect>[0]);
    return {
      listTools: () => client.listTools(),
      callTool: (params, options) => client.callTool(params, undefined, options) as Promise<Answer>,
      close: () => client.close(),
    };
  }
  const mode = kind === 'v2 sdk, sessions' ? 'legacy' : 'auto';
  const client = new ModernClient({ name: 'test-v2', version: '2' }, { versionNegotiation: { mode } });
  await client.connect(new ModernTransport(url, { requestInit }));
  assert.equal(client.getNegotiatedProtocolVersion(), mode === 'auto' ? '2026-07-28' : '2025-11-25');
  return {
    listTools: () => client.listTools(),
    callTool: (params, options) => client.callTool(params, options) as Promise<Answer>,
    close: () => client.close(),
  };
}

export const textOf = (answer: Answer): string => answer.content.map(({ text = '' }) => text).join('\n');
