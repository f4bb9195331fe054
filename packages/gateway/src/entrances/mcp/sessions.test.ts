import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuthInfo, Server } from '@modelcontextprotocol/server';
import fc from 'fast-check';
import { stageSeal } from '../agent-plane/stage.fixture.ts';
import { stageClock } from '../agent-plane/stage-clock.fixture.ts';
import type { StateSeal } from './sealed-round.ts';
import { openTicket, sealTicket, startOf } from './session-ticket.ts';
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

function open(seal: StateSeal = stageSeal()) {
  const clock = stageClock();
  const sessions = createSessions({
    clock,
    seal,
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
  const end = async (id: string) => {
    const over = new AbortController();
    const request = new Request('http://x/', { method: 'DELETE', headers: { 'mcp-session-id': id } });
    const response = await sessions.resume(id, owner, {
      request,
      authInfo,
      parsedBody: undefined,
      over: over.signal,
    });
    over.abort();
    return response?.status ?? null;
  };
  return { clock, sessions, begin, ping, end };
}

test('a session nobody uses for half an hour is put away, and its id brings it back', async () => {
  const { clock, sessions, begin, ping } = open();
  const idle = await begin();
  const used = await begin();
  assert.ok(idle && used);
  await clock.advance(20 * 60_000);
  assert.equal(await ping(used), 200);
  await clock.advance(11 * 60_000);
  assert.equal(sessions.size, 1);
  assert.equal(await ping(used), 200);
  await clock.advance(60 * 60_000);
  assert.equal(sessions.size, 0);
  assert.equal(await ping(idle), 200);
  await clock.advance(24 * 60 * 60_000);
  assert.equal(await ping(idle), null);
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
  assert.equal(await ping(first), 200);
  assert.equal(sessions.size, 65);
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

test('a session goes on at another gateway, and two requests at once find one session there', async () => {
  const seal = stageSeal();
  const [here, there] = [open(seal), open(seal)];
  const id = await here.begin();
  assert.ok(id);
  assert.deepEqual(await Promise.all([there.ping(id), there.ping(id)]), [200, 200]);
  assert.equal(there.sessions.size, 1);
  const facts = there.sessions.visit(id, owner, new AbortController().signal);
  assert.deepEqual(facts, { client: { name: 't', version: '1' }, version: '2025-11-25' });
});

test('T5 a session opens for nobody but its agent, at its address, and never once it was ended', async () => {
  const seal = stageSeal();
  const [here, there] = [open(seal), open(seal)];
  const id = await here.begin();
  assert.ok(id);
  assert.equal(await there.ping(id, { agentId: 'agt_b', scope: null }), null);
  assert.equal(await there.ping(id, { agentId: 'agt_a', scope: 'stripe' }), null);
  assert.equal(await there.ping(`${id.slice(0, -2)}xx`), null);
  assert.equal(await open().ping(id), null);
  assert.equal(await here.end(id), 200);
  assert.equal(await here.ping(id), null);
  assert.equal(here.sessions.visit(id, owner, new AbortController().signal), null);
});

test('no two sessions share an id', async () => {
  const { begin } = open();
  assert.notEqual(await begin(), await begin());
});

test('T5 whatever a client calls itself, its session id fits a header and opens to the same words', () => {
  const seal = stageSeal();
  const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.anything());
  fc.assert(
    fc.property(words, words, words, (name, version, protocolVersion) => {
      const start = startOf({ params: { protocolVersion, clientInfo: { name, version } } });
      const ticket = sealTicket(seal, owner, start, 0);
      assert.match(ticket, /^[A-Za-z0-9_-]{1,4000}$/);
      assert.deepEqual(openTicket(seal, owner, ticket, 1), start);
    }),
  );
});
