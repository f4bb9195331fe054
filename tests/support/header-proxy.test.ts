import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { startHeaderProxy } from './header-proxy.ts';

async function echoServer(t: TestContext) {
  const server = createServer((req, res) => {
    if (req.url === '/stream') {
      res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Mcp-Session-Id': 's1' });
      res.flushHeaders();
      setTimeout(() => res.write('data: one\n\n'), 10);
      return;
    }
    res.setHeader('Mcp-Session-Id', 's1');
    res.end(JSON.stringify({ method: req.method, headers: req.headers }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const proxy = await startHeaderProxy({ target, headers: { Authorization: 'Bearer given' } });
  t.after(() => proxy.close());
  return { target, proxy };
}

test('every method arrives with the added header, the MCP headers and the target as host', async (t) => {
  const { target, proxy } = await echoServer(t);
  for (const method of ['GET', 'POST', 'DELETE']) {
    const response = await fetch(`${proxy.url}/mcp`, {
      method,
      headers: {
        authorization: 'Bearer other',
        'mcp-session-id': 'abc',
        'mcp-protocol-version': '2025-11-25',
      },
    });
    const seen = (await response.json()) as { method: string; headers: Record<string, string> };
    assert.equal(seen.method, method);
    assert.equal(seen.headers.authorization, 'Bearer given');
    assert.equal(seen.headers['mcp-session-id'], 'abc');
    assert.equal(seen.headers['mcp-protocol-version'], '2025-11-25');
    assert.equal(`http://${seen.headers.host}`, target);
    assert.equal(response.headers.get('mcp-session-id'), 's1');
  }
});

test('a foreign host name is not hidden from the target', async (t) => {
  const { proxy } = await echoServer(t);
  const request = get(proxy.url, { headers: { host: 'evil.example' } });
  const [response] = (await once(request, 'response')) as [AsyncIterable<Buffer>];
  let body = '';
  for await (const chunk of response) body += chunk.toString();
  assert.equal(JSON.parse(body).headers.host, 'evil.example');
});

test('an event stream passes event by event', async (t) => {
  const { proxy } = await echoServer(t);
  const response = await fetch(`${proxy.url}/stream`);
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  assert.equal(new TextDecoder().decode(value), 'data: one\n\n');
  await reader?.cancel();
});
