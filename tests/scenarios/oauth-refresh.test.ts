import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { GMAIL_SEEDED, SANDBOX_GMAIL } from '@agentport/sandbox';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../support/gateway.ts';
import { runningClock } from '../support/running-clock.ts';
import type { CleansUp } from '../support/temp.ts';

async function open(t: CleansUp, options: TestGatewayOptions = {}) {
  const gateway = await startTestGateway(t, { connections: false, ...options });
  const { connections } = gateway.running.gateway;
  await connections.create({
    org: ORG,
    name: 'gmail',
    integration: 'gmail',
    key: connections.credentialFor('gmail', { fields: SANDBOX_GMAIL }),
    baseUrl: gateway.sandbox.gmail.url,
    owner: 'console',
    source: null,
    actor: 'system:test',
  });
  const { token } = await gateway.agent();
  return { gateway, token, tokens: gateway.sandbox.gmail.service.tokens };
}

const profile = (gateway: TestGateway, token: string) => gateway.call(token, 'gmail.get_profile', {});

async function connectionOf(gateway: TestGateway) {
  const listed = await gateway.operator.send('GET', '/api/v1/connections');
  return listed.body.items[0];
}

test('the refresh token is traded once; the access token serves until a minute before its end', async (t) => {
  const { gateway, token, tokens } = await open(t);
  const first = await profile(gateway, token);
  assert.equal(first.status, 200, first.text);
  assert.match(first.text, new RegExp(GMAIL_SEEDED.mailbox));
  assert.equal((await profile(gateway, token)).status, 200);
  assert.equal(tokens.trades(), 1);
  gateway.clock.advance((3599 - 61) * 1000);
  assert.equal((await profile(gateway, token)).status, 200);
  assert.equal(tokens.trades(), 1, 'more than a minute is left');
  gateway.clock.advance(2_000);
  assert.equal((await profile(gateway, token)).status, 200);
  assert.equal(tokens.trades(), 2, 'less than a minute is left');
  assert.deepEqual(
    gateway.sandbox.gmail.recorder.entries.map(({ credential, status }) => [credential, status]),
    Array(6).fill(['right', 200]),
  );
});

test('trading is a call of the gateway itself, in the same log, with its bytes bound like any other', async (t) => {
  const { gateway, token } = await open(t);
  await profile(gateway, token);
  const { body } = await gateway.operator.send('GET', '/api/v1/audit/entries?limit=50');
  const own = body.items.filter(({ entry }: { entry: unknown }) =>
    JSON.stringify(entry).includes('system:token_refresh'),
  );
  assert.deepEqual(own.map((entry: { kind: string }) => entry.kind).sort(), [
    'call.executing',
    'call.finished',
  ]);
  const [sent] = gateway.sandbox.gmail.recorder.entries;
  assert.deepEqual(
    [sent?.method, sent?.path, sent?.content_type],
    ['POST', '/token', 'application/x-www-form-urlencoded'],
  );
  assert.deepEqual(sent?.body, {
    grant_type: 'refresh_token',
    client_id: SANDBOX_GMAIL.client_id,
    client_secret: '[credential]',
    refresh_token: '[credential]',
  });
});

test('T100 however many calls need a token at once, one request gets it', async (t) => {
  const { gateway, token, tokens } = await open(t);
  tokens.mood.delay = 100;
  const answers = await Promise.all(Array.from({ length: 24 }, () => profile(gateway, token)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal(tokens.asked(), 1);
});

test('a 401 did nothing: the call goes once more with a newer token, and never a third time', async (t) => {
  const { gateway, token, tokens } = await open(t);
  await profile(gateway, token);
  tokens.endAccess();
  gateway.sandbox.gmail.recorder.clear();
  assert.equal((await profile(gateway, token)).status, 200);
  const seen = () => gateway.sandbox.gmail.recorder.entries.map(({ path, status }) => `${path} ${status}`);
  const of = '/gmail/v1/users/me/profile';
  assert.deepEqual(seen(), [`${of} 401`, '/token 200', `${of} 200`]);
  tokens.mood.lifetime = -1; // what is given is over already
  tokens.endAccess();
  gateway.sandbox.gmail.recorder.clear();
  const refused = await profile(gateway, token);
  assert.deepEqual([refused.status, refused.body.error.code], [502, 'upstream_error']);
  assert.deepEqual(seen(), [`${of} 401`, '/token 200', `${of} 401`]);
});

test('invalid_grant ends it: calls say that a person must connect anew, and nobody is asked again', async (t) => {
  const { gateway, token, tokens } = await open(t);
  tokens.revoke();
  const refused = await profile(gateway, token);
  assert.deepEqual([refused.status, refused.body.error.code], [409, 'connection_needs_reconnect']);
  assert.match(refused.body.error.message, /invalid_grant.+Nothing was sent.+connect it again/);
  assert.equal(refused.body.error.retryable, false);
  await profile(gateway, token);
  assert.equal(tokens.asked(), 1);
  assert.equal((await connectionOf(gateway)).reconnect.reason, 'invalid_grant');
  const log = await gateway.operator.send('GET', '/api/v1/audit/entries?limit=50');
  assert.equal(
    log.body.items.filter((entry: { kind: string }) => entry.kind === 'credential.refused').length,
    1,
  );
});

test('a person who tests the connection has it tried again, and sees when the service changed its mind', async (t) => {
  const { gateway, token, tokens } = await open(t);
  const refusal = { status: 400, body: { error: 'invalid_grant' } };
  tokens.mood.fails = { answer: refusal, times: 2 };
  assert.equal((await profile(gateway, token)).status, 409);
  const trial = () => gateway.operator.send('POST', '/api/v1/connections/gmail/test');
  assert.equal((await trial()).body.ok, false);
  assert.equal((await trial()).body.ok, true);
  assert.equal((await connectionOf(gateway)).reconnect, null);
});

test('an endpoint that is down is tried again, and then nothing is sent', async (t) => {
  const { gateway, token, tokens } = await open(t, { clock: runningClock() });
  tokens.mood.fails = { answer: { status: 503, body: 'down' }, times: 1 };
  assert.equal((await profile(gateway, token)).status, 200);
  assert.equal(tokens.asked(), 2);
  const other = await open(t, { clock: runningClock() });
  other.tokens.mood.fails = { answer: { status: 503, body: 'down' }, times: 99 };
  const refused = await profile(other.gateway, other.token);
  assert.deepEqual([refused.status, refused.body.error.code], [502, 'upstream_unreachable']);
  assert.equal(other.tokens.asked(), 3);
  assert.equal(other.gateway.sandbox.gmail.recorder.count({ method: 'GET' }), 0);
  assert.equal((await connectionOf(other.gateway)).reconnect, null, 'that is no refusal');
});

test('a new refresh token takes the place of the old one and outlives a restart', async (t) => {
  const { gateway, token, tokens } = await open(t);
  tokens.mood.rotates = true;
  for (let round = 1; round <= 3; round++) {
    assert.equal((await profile(gateway, token)).status, 200);
    gateway.clock.advance(3_600_000);
  }
  const again = await gateway.restart();
  assert.equal((await profile(again, token)).status, 200);
  assert.equal(tokens.trades(), 4);
});

test('no token or client secret stands in the log, the database or an answer', async (t) => {
  const { gateway, token, tokens } = await open(t);
  tokens.mood.rotates = true;
  const answers = [await profile(gateway, token)];
  tokens.endAccess();
  answers.push(await profile(gateway, token));
  tokens.revoke();
  gateway.clock.advance(3_600_000);
  answers.push(await profile(gateway, token));
  const exported = await gateway.operator.send('GET', '/api/v1/audit/export');
  const texts = [...answers.map(({ text }) => text), exported.text];
  const stored =
    gateway.databaseUrl === null ? readFileSync(`${gateway.dataDir}/agentport.db`).toString('latin1') : '';
  assert.ok(tokens.secrets().length >= 6);
  for (const secret of tokens.secrets()) {
    for (const text of [...texts, stored]) assert.ok(!text.includes(secret));
  }
});
