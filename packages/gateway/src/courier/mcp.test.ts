import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { canonical, type JsonObject, sha256Hex } from '@agentport/engine';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import { bodyOf, httpService } from '../upstream/testing.ts';
import { actionOf, type Bench, courierBench, FAKE_KEY } from './testing.ts';

const TOOL_SHA256 = 'f'.repeat(64);

/** A server that echoes the credential it was given everywhere it can. */
async function echoServer() {
  const calls: unknown[] = [];
  const handler = toNodeHandler(
    createMcpHandler(
      () => {
        const server = new Server({ name: 'echo', version: '1' }, { capabilities: { tools: {} } });
        server.setRequestHandler('tools/list', async () => ({
          tools: [{ name: 'echo', description: `uses ${FAKE_KEY}`, inputSchema: { type: 'object' } }],
        }));
        server.setRequestHandler('tools/call', async (request, context) => {
          calls.push(request.params.arguments);
          const progressToken = context.mcpReq._meta?.progressToken;
          if (progressToken !== undefined) {
            const params = { progressToken, progress: 1, message: `using ${FAKE_KEY}` };
            await context.mcpReq.notify({ method: 'notifications/progress', params });
          }
          return {
            content: [
              { type: 'text', text: `key ${FAKE_KEY}` },
              { type: 'image', mimeType: 'image/png', data: Buffer.from(`x${FAKE_KEY}`).toString('base64') },
              { type: 'resource_link', name: 'x', uri: `https://x/?k=${encodeURIComponent(FAKE_KEY)}` },
              { type: 'resource', resource: { uri: `test://${FAKE_KEY}`, text: FAKE_KEY } },
            ],
            structuredContent: { [FAKE_KEY]: Buffer.from(FAKE_KEY).toString('base64') },
            isError: request.params.name === 'fail',
          };
        });
        return server;
      },
      { legacy: 'reject' },
    ),
  );
  // The SDK's type wants absent properties where Node declares undefined ones.
  type Request = Parameters<typeof handler>[0];
  const service = await httpService(
    (request, response) => void handler(request as unknown as Request, response),
  );
  return { calls, service, url: `${service.origin}/mcp` };
}

async function mcpBench(url: string): Promise<Bench> {
  const bench = await courierBench(url);
  if (bench.route)
    bench.route = {
      ...bench.route,
      toolDigests: new Map([
        ['echo', TOOL_SHA256],
        ['fail', TOOL_SHA256],
      ]),
    };
  return bench;
}

function mcpAction(url: string, tool: string, args: JsonObject, part: { tool_sha256?: string } = {}) {
  return actionOf(
    {
      kind: 'mcp',
      server_url: url,
      tool,
      tool_sha256: TOOL_SHA256,
      arguments_sha256: sha256Hex(canonical(args)),
      ...part,
    },
    'write',
  );
}

test('T65 an MCP tool gets exactly the permitted arguments, and its echoes of the credential are removed', async () => {
  const { calls, service, url } = await echoServer();
  const bench = await mcpBench(url);
  const args = { b: 2, a: 'x' };
  const progress: unknown[] = [];
  const sent = await bench.send({
    action: mcpAction(url, 'echo', args),
    body: Buffer.from(canonical(args)),
    onProgress: (step) => progress.push(step),
  });
  assert.equal(sent.disposition, 'succeeded', inspect(sent));
  assert.deepEqual(calls, [args]);
  assert.equal(sent.reply?.parts.length, 5);
  assert.equal(progress.length, 1);
  const text = inspect([sent, progress, bench.logged], { depth: 12 });
  const binary = sent.reply?.parts.map((part) =>
    part.kind === 'binary' ? Buffer.from(part.bytes).toString() : '',
  );
  for (const trace of [text, ...(binary ?? [])]) {
    assert.equal(trace.includes(FAKE_KEY), false);
    assert.equal(trace.includes(encodeURIComponent(FAKE_KEY)), false);
    assert.equal(trace.includes(Buffer.from(FAKE_KEY).toString('base64')), false);
  }
  await bench.close();
  await service.close();
});

test('T5 T76 other arguments, another tool, another server or a tool that is pinned differently are refused', async () => {
  const { calls, service, url } = await echoServer();
  const bench = await mcpBench(url);
  const action = mcpAction(url, 'echo', { a: 1 });
  const body = Buffer.from(canonical({ a: 1 }));
  const attempts = [
    { action, body: Buffer.from(canonical({ a: 2 })) },
    { action, body: Buffer.from('{"a":1,"a":2}') },
    { action, body: Buffer.from('[1]') },
    { action: mcpAction(`${url}/other`, 'echo', { a: 1 }), body },
    { action: mcpAction(url, 'unpinned', { a: 1 }), body },
    { action: mcpAction(url, 'echo', { a: 1 }, { tool_sha256: 'e'.repeat(64) }), body },
  ];
  for (const attempt of attempts) {
    const sent = await bench.send(attempt);
    assert.equal(sent.reached, 'not_sent');
    assert.equal(sent.disposition, 'failed');
  }
  const permit = bench.permit(action);
  const swapped = await bench.send({ action: mcpAction(url, 'fail', { a: 1 }), body, permit });
  assert.equal(swapped.problem?.code, 'action_changed');
  assert.deepEqual(calls, []);
  await bench.close();
  await service.close();
});

test('a tool that says it failed is a failure with its reply', async () => {
  const { service, url } = await echoServer();
  const bench = await mcpBench(url);
  const sent = await bench.send({ action: mcpAction(url, 'fail', {}), body: Buffer.from('{}') });
  assert.equal(sent.disposition, 'failed');
  assert.equal(sent.problem?.code, 'upstream_error');
  assert.equal(sent.reply?.is_error, true);
  await bench.close();
  await service.close();
});

test('a server that fails before the call itself was sent leaves no unknown outcome', async () => {
  for (const status of [401, 403, 404, 500, 503]) {
    const broken = await httpService((_, response) => response.writeHead(status).end('no'));
    const url = `${broken.origin}/mcp`;
    const bench = await mcpBench(url);
    const sent = await bench.send({ action: mcpAction(url, 'echo', {}), body: Buffer.from('{}') });
    assert.equal(sent.disposition, 'failed', `${status}`);
    assert.equal(sent.reached, 'not_sent', `${status}`);
    await bench.close();
    await broken.close();
  }
});

test('a server that fails while a write is under way leaves its outcome unknown', async () => {
  const { service, url } = await echoServer();
  const broken = new AbortController();
  const front = await httpService(async (request, response) => {
    if (broken.signal.aborted) return response.writeHead(502).end('bad gateway');
    const body = await bodyOf(request);
    const { method, headers } = request;
    const answer = await fetch(url, {
      method: method ?? 'POST',
      headers: headers as Record<string, string>,
      body,
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    return response.end(Buffer.from(await answer.arrayBuffer()));
  });
  const frontUrl = `${front.origin}/mcp`;
  const bench = await mcpBench(frontUrl);
  const send = () => bench.send({ action: mcpAction(frontUrl, 'echo', {}), body: Buffer.from('{}') });
  assert.equal((await send()).disposition, 'succeeded');
  broken.abort();
  const sent = await send();
  assert.equal(sent.disposition, 'outcome_unknown');
  assert.equal(sent.upstreamStatus, 502);
  await bench.close();
  await front.close();
  await service.close();
});

const LIST = { tool_sha256: 'protocol' };

test('T65 the tool list of a server comes back without its echoes of the credential', async () => {
  const { service, url } = await echoServer();
  const bench = await mcpBench(url);
  const body = Buffer.from('{}');
  const sent = await bench.send({ action: mcpAction(url, 'tools/list', {}, LIST), body });
  const [part] = sent.reply?.parts ?? [];
  assert.ok(part?.kind === 'json', inspect(sent));
  const { tools } = part.value as { tools: { name: string }[] };
  assert.equal(tools[0]?.name, 'echo');
  assert.equal(JSON.stringify(part).includes(FAKE_KEY), false);
  await bench.close();
  await service.close();
});

test('a tool that a server calls tools/list is a tool like any other, not the list', async () => {
  const { calls, service, url } = await echoServer();
  const bench = await mcpBench(url);
  if (bench.route) bench.route = { ...bench.route, toolDigests: new Map([['tools/list', TOOL_SHA256]]) };
  const action = mcpAction(url, 'tools/list', { a: 1 });
  const sent = await bench.send({ action, body: Buffer.from('{"a":1}') });
  assert.equal(sent.disposition, 'succeeded');
  assert.deepEqual(calls, [{ a: 1 }]);
  await bench.close();
  await service.close();
});
