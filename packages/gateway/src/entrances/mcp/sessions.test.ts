import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuthInfo, Server } from '@modelcontextprotocol/server';
import { systemRandom } from '../../kernel/random.ts';
import { stageClock } from '../agent-plane/stage-clock.fixture.ts';
import { createSessions, type SessionOwner, type SessionRequest } from './sessions.ts';

const authInfo: AuthInfo = { token: '', clientId: 'agt_a', scopes: [] };
const owner: SessionOwner = { agentId: 'agt_a', scope: null };
const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
};

function exchange(parsedBody: unknown, headers: object = {}): SessionRequest & { end: () => void } {
  const over = new AbortController();
  const request = new Request('http://x/', { method: 'POST', headers: { ...HEADERS, ...headers } });
  return { request, authInfo, parsedBody, over: over.signal, end: () => over.abort() };
}

function open() {
  const clock = stageClock();
  const sessions = createSessions({
    clock,
    random: systemRandom,
    buildServer: () => new Server({ name: 's', version: '1' }, { capabilities: {} }),
    onFault: assert.ifError,
  });
  const begin = async (by: SessionOwner = owner) => {
    const started = exchange(INITIALIZE);
    const response = await sessions.begin(by, started);
    await response?.text();
    started.end();
    return response?.headers.get('mcp-session-id') ?? null;
  };
  const ping = async (id: string, by: SessionOwner = owner) => {
    const sent = exchange({ jsonrpc: '2.0', id: 1, method: 'ping' }, { 'mcp-session-id': id });
    const response = await sessions.resume(id, by, sent);
    sent.end();
    return response?.status ?? null;
  };
  return { clock, sessions, begin, ping };
}

test('a session nobody uses for half an hour is forgotten, a used one is not', async () => {
  const { clock, sessions, begin, ping } = open();
  const idle = await begin();
  const used = await begin();
  assert.ok(idle && used);
  await clock.advance(20 * 60_000);
  assert.equal(await ping(used), 200);
  await clock.advance(11 * 60_000);
  assert.equal(await ping(idle), null);
  assert.equal(await ping(used), 200);
  await clock.advance(60 * 60_000);
  assert.equal(sessions.size, 0);
  assert.equal(clock.timers, 0);
});

test('one agent holds at most 64 sessions; its least recently used one makes room', async () => {
  const { clock, sessions, begin, ping } = open();
  const first = await begin();
  assert.ok(first);
  for (let count = 1; count < 64; count++) {
    await clock.advance(1);
    await begin();
  }
  const other = await begin({ agentId: 'agt_b', scope: null });
  await begin();
  assert.equal(sessions.size, 65);
  assert.equal(await ping(first), null);
  assert.ok(other);
  assert.equal(await ping(other, { agentId: 'agt_b', scope: null }), 200);
  await sessions.close();
  assert.equal(sessions.size, 0);
});

test('a session with a request on its way is never pushed out or forgotten', async () => {
  const { clock, sessions, begin } = open();
  const busy: SessionRequest[] = [];
  for (let count = 0; count < 64; count++) {
    const id = await begin();
    assert.ok(id);
    const sent = exchange({ jsonrpc: '2.0', id: 1, method: 'ping' }, { 'mcp-session-id': id });
    await sessions.resume(id, owner, sent);
    busy.push(sent);
  }
  assert.equal(await begin(), null);
  await clock.advance(2 * 60 * 60_000);
  assert.equal(sessions.size, 64);
});

test('an initialize that fails leaves no session behind', async () => {
  const { sessions } = open();
  const response = await sessions.begin(owner, exchange(INITIALIZE, { accept: 'text/plain' }));
  assert.equal(response?.status, 406);
  assert.equal(sessions.size, 0);
});

test('session ids are random and of 256 bits', async () => {
  const { begin } = open();
  const ids = [await begin(), await begin()];
  assert.notEqual(ids[0], ids[1]);
  for (const id of ids) assert.match(id ?? '', /^[A-Za-z0-9_-]{43}$/);
});
