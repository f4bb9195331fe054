import assert from 'node:assert/strict';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { request as send } from 'undici';
import { Fault } from '../kernel/fault.ts';
import { systemRandom } from '../kernel/random.ts';
import { createServer } from './server.ts';

const logged: unknown[] = [];
const keep = (fields: unknown, message: string) => void logged.push([fields, message]);
const logger = { error: keep, warn: keep, info: keep, debug: keep };
let app: FastifyInstance;
let port: number;

before(async () => {
  app = createServer({
    door: 'network',
    publicUrl: () => 'https://gate.example.com',
    logger,
    random: systemRandom,
  });
  app.post('/echo', async (request) => ({ body: request.body ?? null, ip: request.ip }));
  app.get('/echo/:id', async (request) => ({ id: (request.params as { id: string }).id }));
  app.get('/fault', async () => {
    throw new Fault('rate_limited', 'Wait.', { details: { retry_after_s: 7 }, cause: new Error('private') });
  });
  app.get('/bug', async () => {
    throw new Error('connect postgres://user:hunter2@db');
  });
  app.post('/:connection/:operation', async () => ({ called: true }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
});
after(() => app.close());

type Answer = { status: number; headers: Record<string, unknown>; body: Record<string, never> };

async function ask(
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  const headers = { host: `127.0.0.1:${port}`, ...options.headers };
  const answer = await send(`http://127.0.0.1:${port}${path}`, {
    method,
    headers,
    ...(options.body === undefined ? {} : { body: options.body }),
  } as Parameters<typeof send>[1]);
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, body: text ? JSON.parse(text) : {} };
}

const post = (body: string | Buffer, type = 'application/json') =>
  ask('POST', '/echo', { body, headers: { 'content-type': type } });

function codeOf(answer: Answer): unknown {
  return (answer.body.error as { code?: unknown } | undefined)?.code;
}

/** Speaks bytes, where a client library would correct us. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

test('T17 duplicate keys, T18 inexact numbers, T19 lone surrogates and BOMs, T20 prototype keys end before any handler', async () => {
  const bodies = [
    '{"a":1,"a":2}',
    '{"a":9007199254740993}',
    '{"a":"\\ud800"}',
    '\ufeff{}',
    '{"__proto__":1}',
    '{"constructor":1}',
    '{"a":1',
  ];
  for (const body of bodies) {
    const answer = await post(body);
    assert.deepEqual([answer.status, codeOf(answer)], [400, 'invalid_json'], body);
  }
});

test('T105 only UTF-8 JSON is a body: forms, text, other charsets and codings are refused', async () => {
  const types = [
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=utf-16',
    'application/cbor',
    'application/json-patch+json',
  ];
  for (const type of types) assert.equal((await post('{"a":1}', type)).status, 415, type);
  for (const type of [
    'application/json',
    'application/json; charset=UTF-8',
    'application/json;charset="utf-8"',
  ]) {
    assert.equal((await post('{"a":1}', type)).status, 200, type);
  }
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  assert.equal((await ask('POST', '/echo', { body: '{}', headers })).status, 415);
});

test('a body over 1 MiB is refused with 413, one just below is read', async () => {
  const answer = await post(`"${'x'.repeat(1024 * 1024)}"`);
  assert.deepEqual([answer.status, codeOf(answer)], [413, 'body_too_large']);
  assert.equal((await post(`"${'x'.repeat(1024 * 1024 - 2)}"`)).status, 200);
});

test('T64 only our own names are served, whatever resolves to this machine', async () => {
  const get = (host: string) => ask('GET', '/echo/1', { headers: { host } });
  for (const host of [
    `localhost:${port}`,
    `127.0.0.1:${port}`,
    `[::1]:${port}`,
    'gate.example.com',
    'GATE.example.com',
  ]) {
    assert.equal((await get(host)).status, 200, host);
  }
  const foreign = [
    'evil.example',
    'localhost',
    `localhost.:${port}`,
    `localhost:${port + 1}`,
    'gate.example.com.',
  ];
  for (const host of [
    ...foreign,
    'gate.example.com:444',
    `x.gate.example.com`,
    `127.0.0.1:${port}@evil.example`,
  ]) {
    const answer = await get(host);
    assert.deepEqual([answer.status, codeOf(answer)], [421, 'unknown_host'], host);
  }
});

test('T57 two Host headers, a full URL as target, or none at all are refused', async () => {
  const own = `Host: 127.0.0.1:${port}\r\n`;
  assert.match(
    await raw(`GET /echo/1 HTTP/1.1\r\n${own}${own}Connection: close\r\n\r\n`),
    /^HTTP\/1\.1 400 /,
  );
  assert.match(
    await raw(`GET http://evil/echo/1 HTTP/1.1\r\n${own}Connection: close\r\n\r\n`),
    /^HTTP\/1\.1 400 /,
  );
  assert.match(await raw('GET /echo/1 HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 421 /);
  const garbage = await raw('GARBAGE\r\n\r\n');
  assert.match(garbage, /^HTTP\/1\.1 400 /);
  assert.match(garbage, /"code":"invalid_request"/);
});

test('T101 an X-Forwarded-For header changes nothing: the address is the socket’s', async () => {
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-for': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
  };
  const answer = await ask('POST', '/echo', { body: '{}', headers });
  assert.equal(answer.body.ip, '127.0.0.1');
});

test('T38 every answer, found or not, forbids framing, sniffing, caching and loading anything', async () => {
  for (const path of ['/echo/1', '/nothing/here/at/all', '/bug', '/fault', '/%zz']) {
    const { headers } = await ask('GET', path);
    assert.match(
      String(headers['content-security-policy']),
      /default-src 'none'.*frame-ancestors 'none'/,
      path,
    );
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['strict-transport-security'], 'max-age=31536000');
    assert.match(String(headers['agentport-request']), /^req_[0-9a-f]{20}$/);
  }
});

test('T47 no origin ever gets a CORS header', async () => {
  for (const origin of [
    'null',
    'https://gate.example.com',
    'https://x.gate.example.com',
    'https://gate.example.com.',
  ]) {
    for (const method of ['GET', 'OPTIONS']) {
      const { headers } = await ask(method, '/echo/1', { headers: { origin } });
      assert.deepEqual(
        Object.keys(headers).filter((name) => name.startsWith('access-control')),
        [],
      );
    }
  }
});

test('unknown paths, well-known paths and OAuth paths are JSON 404', async () => {
  const paths = [
    '/',
    '/nope',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration/mcp',
  ];
  for (const path of [...paths, '/oauth/authorize', '/authorize', '/register', '/token']) {
    const answer = await ask('GET', path);
    assert.deepEqual([answer.status, codeOf(answer)], [404, 'not_found'], path);
  }
});

test('a known path with another method is 405 and says which it takes', async () => {
  const answer = await ask('DELETE', '/echo/1');
  assert.deepEqual(
    [answer.status, codeOf(answer), answer.headers.allow],
    [405, 'method_not_allowed', 'GET, HEAD'],
  );
  assert.equal((await ask('GET', '/echo')).headers.allow, 'POST');
});

test('an unforeseen error says nothing of its cause; a fault says its code and when to come back', async () => {
  const bug = await ask('GET', '/bug');
  assert.deepEqual([bug.status, codeOf(bug)], [500, 'internal']);
  assert.ok(!JSON.stringify(bug.body).includes('hunter2'));
  assert.ok(JSON.stringify(logged).includes('a request failed'));
  const fault = await ask('GET', '/fault');
  assert.deepEqual([fault.status, fault.headers['retry-after'], codeOf(fault)], [429, '7', 'rate_limited']);
  assert.ok(!JSON.stringify(fault.body).includes('private'));
});

test('log lines name the route, never the path, query, cookie or token', async () => {
  logged.length = 0;
  const headers = { authorization: 'Bearer ap_agent_plainly_fake', cookie: 'agentport_sign_in=plainly-fake' };
  await ask('GET', '/echo/secret-id?token=plainly-fake', { headers });
  const text = JSON.stringify(logged);
  assert.match(text, /"route":"\/echo\/:id"/);
  assert.doesNotMatch(text, /plainly|secret-id/);
});
