import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, inputRequired, Server } from '@modelcontextprotocol/server';
import { systemClock } from '../kernel/clock.ts';
import { createMcpUpstream, type McpAnswer, type McpProgress, type McpTarget } from './mcp.ts';
import { deadOrigin, httpService, rawService, serving } from './testing.ts';

const SLOT = ['authorization', 'Bearer mcp_test_fake_token'] as const;
const TOOLS = ['echo', 'structured', 'media', 'fail', 'slow', 'elicit', 'ask'].map((name) => ({
  name,
  description: `The ${name} tool`,
  inputSchema: { type: 'object' as const },
}));

interface Seen {
  calls: number;
  sessions: number;
  authorizations: Set<string | undefined>;
  elicited: string;
}

function buildServer(seen: Seen): Server {
  const server = new Server({ name: 'fixture', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', async () => ({ tools: TOOLS }));
  server.setRequestHandler('tools/call', async (request, context) => {
    seen.calls++;
    const { name, arguments: args } = request.params;
    const token = context.mcpReq._meta?.progressToken;
    switch (name) {
      case 'echo':
        return { content: [{ type: 'text', text: JSON.stringify(args) }] };
      case 'structured':
        return { content: [{ type: 'text', text: '{"n":1}' }], structuredContent: { n: 1 } };
      case 'media':
        return {
          content: [
            { type: 'image', data: 'AQID', mimeType: 'image/png' },
            { type: 'resource_link', uri: 'file:///a', name: 'a', mimeType: 'text/plain' },
            { type: 'resource', resource: { uri: 'test://t', mimeType: 'text/plain', text: 'embedded' } },
            { type: 'resource', resource: { uri: 'test://b', blob: 'BAUG' } },
          ],
        };
      case 'fail':
        return { content: [{ type: 'text', text: 'no such thing' }], isError: true };
      case 'slow':
        if (token !== undefined) {
          const params = { progressToken: token, progress: 1, total: 2, message: 'half' };
          await context.mcpReq.notify({ method: 'notifications/progress', params });
        }
        await new Promise((resolve) => context.mcpReq.signal.addEventListener('abort', resolve));
        return { content: [] };
      case 'elicit':
        seen.elicited = await server
          .elicitInput({ message: 'your password?', requestedSchema: { type: 'object', properties: {} } })
          .then(
            () => 'answered',
            () => 'refused',
          );
        return { content: [{ type: 'text', text: seen.elicited }] };
      case 'ask':
        return inputRequired({ requestState: 'again' });
      default:
        throw new Error('unknown tool');
    }
  });
  return server;
}

function freshSeen(): Seen {
  return { calls: 0, sessions: 0, authorizations: new Set(), elicited: '' };
}

/** A server of the 2026-07-28 generation: stateless. */
async function modernServer() {
  const seen = freshSeen();
  const handler = toNodeHandler(createMcpHandler(() => buildServer(seen), { legacy: 'reject' }));
  const service = await httpService((request, response) => {
    seen.authorizations.add(request.headers.authorization);
    // The SDK's type wants absent properties where Node declares undefined ones.
    void handler(request as unknown as Parameters<typeof handler>[0], response);
  });
  return { seen, service };
}

/** A server of the 2025 generation: sessions. */
async function sessionServer() {
  const seen = freshSeen();
  const transports = new Map<string, NodeStreamableHTTPServerTransport>();
  const service = await serving(
    createServer(async (request, response) => {
      seen.authorizations.add(request.headers.authorization);
      const known = transports.get(String(request.headers['mcp-session-id']));
      if (known) return known.handleRequest(request, response);
      const transport: NodeStreamableHTTPServerTransport = new NodeStreamableHTTPServerTransport({
        sessionIdGenerator: () => `session-${++seen.sessions}`,
        onsessioninitialized: (id) => void transports.set(id, transport),
      });
      await buildServer(seen).connect(transport);
      return transport.handleRequest(request, response);
    }),
  );
  return { seen, service };
}

function targetOf(service: { origin: string }, part: Partial<McpTarget> = {}): McpTarget {
  const url = `${service.origin}/mcp`;
  return {
    connectionId: 'con_m',
    connectionVersion: 1,
    url,
    named: true,
    slot: SLOT,
    timeoutMs: 5_000,
    ...part,
  };
}

for (const [generation, start] of [
  ['2026-07-28', modernServer],
  ['2025', sessionServer],
] as const) {
  test(`${generation}: tools are listed and called with the credential of the operation`, async () => {
    const { seen, service } = await start();
    const upstream = createMcpUpstream({ clock: systemClock });
    const list = await upstream.listTools(targetOf(service));
    assert.ok(list.kind === 'tools');
    assert.deepEqual(
      list.tools.map(({ name }) => name),
      TOOLS.map(({ name }) => name),
    );
    const answer = await upstream.callTool(targetOf(service), 'echo', { a: [1, 'x'] }, null);
    assert.deepEqual(answer, {
      kind: 'answered',
      parts: [{ kind: 'text', text: '{"a":[1,"x"]}' }],
      isError: false,
    });
    assert.deepEqual([...seen.authorizations], [SLOT[1]]);
    await upstream.close();
    await service.close();
  });

  test(`${generation}: contents become parts; structured content and its text twin become one`, async () => {
    const { service } = await start();
    const upstream = createMcpUpstream({ clock: systemClock });
    const structured = await upstream.callTool(targetOf(service), 'structured', {}, null);
    assert.ok(structured.kind === 'answered');
    assert.deepEqual(structured.parts, [{ kind: 'json', value: { n: 1 } }]);
    const media = await upstream.callTool(targetOf(service), 'media', {}, null);
    assert.ok(media.kind === 'answered');
    assert.deepEqual(media.parts, [
      { kind: 'binary', mime: 'image/png', bytes: Buffer.of(1, 2, 3) },
      { kind: 'link', uri: 'file:///a', mime: 'text/plain' },
      { kind: 'text', text: 'embedded', resource: { uri: 'test://t', mime: 'text/plain' } },
      { kind: 'binary', mime: 'application/octet-stream', bytes: Buffer.of(4, 5, 6), uri: 'test://b' },
    ]);
    await upstream.close();
    await service.close();
  });

  test(`${generation}: a tool's error, an unknown tool and progress are told apart`, async () => {
    const { service } = await start();
    const upstream = createMcpUpstream({ clock: systemClock });
    const failed = await upstream.callTool(targetOf(service), 'fail', {}, null);
    assert.ok(failed.kind === 'answered' && failed.isError);
    assert.equal((await upstream.callTool(targetOf(service), 'nothing', {}, null)).kind, 'protocol_error');
    const told: McpProgress[] = [];
    const target = targetOf(service, { timeoutMs: 300 });
    const slow = await upstream.callTool(target, 'slow', {}, (progress) => told.push(progress));
    assert.ok(slow.kind === 'interrupted' && slow.code === 'timeout');
    assert.deepEqual(told, [{ progress: 1, total: 2, message: 'half' }]);
    await upstream.close();
    await service.close();
  });

  test(`T78 ${generation}: a server that wants input from a person or a model gets none`, async () => {
    const { seen, service } = await start();
    const upstream = createMcpUpstream({ clock: systemClock });
    const elicit = await upstream.callTool(targetOf(service), 'elicit', {}, null);
    assert.ok(elicit.kind !== 'interrupted');
    assert.notEqual(seen.elicited, 'answered');
    await upstream.close();
    await service.close();
  });

  test(`${generation}: a call that was stopped after it left is interrupted, not refused`, async () => {
    const { service } = await start();
    const upstream = createMcpUpstream({ clock: systemClock });
    const controller = new AbortController();
    const target = targetOf(service, { signal: controller.signal });
    const answer = await upstream.callTool(target, 'slow', {}, () => controller.abort());
    assert.ok(answer.kind === 'interrupted' && answer.code === 'aborted');
    await upstream.close();
    await service.close();
  });
}

test('T78 a result that asks for input instead of giving one ends as the error it is', async () => {
  const { service } = await modernServer();
  const upstream = createMcpUpstream({ clock: systemClock });
  const ask = await upstream.callTool(targetOf(service), 'ask', {}, null);
  assert.equal(ask.kind, 'protocol_error');
  await upstream.close();
  await service.close();
});

test('an answer that breaks off is interrupted at once, long before the deadline', async () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
  const upstream = createMcpUpstream({ clock: systemClock });
  const breaking = await rawService((socket) => {
    socket.once('data', () => socket.write(`${head}5\r\ndata:\r\n`, () => socket.resetAndDestroy()));
  });
  const started = Date.now();
  const answer = await upstream.callTool(targetOf(breaking, { timeoutMs: 20_000 }), 'echo', {}, null);
  assert.notEqual(answer.kind, 'answered');
  assert.ok(Date.now() - started < 5_000);
  await upstream.close();
  await breaking.close();
});

test('a session is kept for calls of one connection version and left behind when the version moves', async () => {
  const { seen, service } = await sessionServer();
  const upstream = createMcpUpstream({ clock: systemClock });
  await upstream.callTool(targetOf(service), 'echo', {}, null);
  await upstream.callTool(targetOf(service), 'echo', {}, null);
  assert.equal(seen.sessions, 1);
  const rotated = ['authorization', 'Bearer mcp_test_fake_other'] as const;
  await upstream.callTool(targetOf(service, { connectionVersion: 2, slot: rotated }), 'echo', {}, null);
  assert.equal(seen.sessions, 2);
  assert.deepEqual([...seen.authorizations], [SLOT[1], rotated[1]]);
  await upstream.close();
  await service.close();
});

test('one call that is given up does not disturb another on the same connection', async () => {
  const { service } = await sessionServer();
  const upstream = createMcpUpstream({ clock: systemClock });
  await upstream.callTool(targetOf(service), 'echo', {}, null);
  const controller = new AbortController();
  const other = upstream.callTool(targetOf(service, { timeoutMs: 800 }), 'slow', {}, null);
  const given = upstream.callTool(targetOf(service, { signal: controller.signal }), 'slow', {}, () =>
    controller.abort(),
  );
  const first = await Promise.race([given, other]);
  assert.ok(first.kind === 'interrupted' && first.code === 'aborted');
  const last = await other;
  assert.ok(last.kind === 'interrupted' && last.code === 'timeout');
  assert.equal((await upstream.callTool(targetOf(service), 'echo', {}, null)).kind, 'answered');
  await upstream.close();
  await service.close();
});

test('nothing of a call left when the server cannot be reached, refuses the session or was given up before', async () => {
  const upstream = createMcpUpstream({ clock: systemClock });
  const dead = await upstream.callTool(targetOf({ origin: await deadOrigin() }), 'echo', {}, null);
  assert.ok(dead.kind === 'not_sent' && dead.code === 'connect_failed');
  const guarded = await upstream.callTool(targetOf({ origin: 'http://169.254.169.254' }), 'echo', {}, null);
  assert.ok(guarded.kind === 'not_sent' && guarded.code === 'destination_refused');
  const unnamed = await upstream.callTool(
    targetOf({ origin: 'https://127.0.0.1:1' }, { named: false }),
    'echo',
    {},
    null,
  );
  assert.ok(unnamed.kind === 'not_sent' && unnamed.code === 'destination_refused');
  const closed = await httpService((_, response) => response.writeHead(401).end());
  const refused = await upstream.callTool(targetOf(closed), 'echo', {}, null);
  assert.deepEqual(refused, { kind: 'rejected', status: 401, callLeft: false });
  const signal = AbortSignal.abort();
  const given = await upstream.callTool(targetOf(closed, { signal }), 'echo', {}, null);
  assert.ok(given.kind === 'not_sent' && given.code === 'aborted');
  await upstream.close();
  await closed.close();
});

test('T60 a redirecting MCP server is not followed, and the credential goes nowhere else', async () => {
  let reached = 0;
  const thief = await httpService((_, response) => {
    reached++;
    response.end();
  });
  for (const location of [`${thief.origin}/mcp`, '/elsewhere']) {
    const service = await httpService((request, response) => {
      if (request.url !== '/mcp') reached++;
      response.writeHead(307, { location }).end();
    });
    const upstream = createMcpUpstream({ clock: systemClock });
    const answer = await upstream.callTool(targetOf(service), 'echo', {}, null);
    assert.deepEqual(answer, { kind: 'rejected', status: 307, callLeft: false });
    await upstream.close();
    await service.close();
  }
  assert.equal(reached, 0);
  await thief.close();
});

test('T69 an endless answer is cut by size', async () => {
  const service = await rawService((socket) => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.once('data', () => socket.write(head, more));
    socket.on('drain', more);
  });
  const upstream = createMcpUpstream({ clock: systemClock, bodyBytesMax: 300_000 });
  const answer: McpAnswer = await upstream.callTool(
    targetOf(service, { timeoutMs: 2_000 }),
    'echo',
    {},
    null,
  );
  assert.notEqual(answer.kind, 'answered');
  await upstream.close();
  await service.close();
});
