import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ECHO_ENCODINGS, ECHO_PLACES, encodeCredential, type Mode, SEEDED } from '@agentport/sandbox';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { pino } from 'pino';
import { createCanary } from '../support/canary.ts';
import { type Answer, send } from '../support/gateway.ts';
import { everythingStored } from '../support/postgres.ts';
import { openScene } from '../support/scene.ts';

const log: string[] = [];
const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(line) });
const scene = await openScene({ logger });
const { gateway } = scene;
const { stripe } = gateway.sandbox;
const canary = createCanary(stripe.credential);
const { token } = await gateway.agent();

const client = new Client({ name: 'canary', version: '1' });
await client.connect(
  new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  }),
);
after(() => client.close());

/** Every way the service can be told to say the credential back. */
const ECHOES: readonly Mode[] = ECHO_PLACES.flatMap((place) =>
  ECHO_ENCODINGS.flatMap((encoding) => [
    { kind: 'echo', place, encoding } as const,
    { kind: 'echo', place, encoding, gzip: true } as const,
    { kind: 'echo', place, encoding, status: 200 } as const,
    { kind: 'echo', place, encoding, status: 500 } as const,
    ...(encoding === 'raw'
      ? [{ kind: 'echo', place, encoding, status: 200, charset: 'utf-16le' } as const]
      : []),
  ]),
);

function saw(place: string, answer: Answer): Answer {
  canary.saw(place, `${JSON.stringify(answer.headers)} ${answer.text}`);
  return answer;
}

test('the canary sings: every spelling of a credential that got out is noticed', () => {
  for (const encoding of ECHO_ENCODINGS) {
    const loose = createCanary(stripe.credential);
    loose.saw('reply', JSON.stringify({ spelled: encodeCredential(stripe.credential, encoding) }));
    assert.ok(loose.hits().includes(`reply: ${encoding}`), encoding);
  }
});

test('T65 no reply of the facade or of MCP carries the credential, however the service says it back', async () => {
  for (const mode of ECHOES) {
    stripe.service.mode(mode);
    const what = JSON.stringify(mode);
    saw(`facade ${what}`, await gateway.call(token, 'stripe.list_customers', {}));
    const answer = await client
      .callTool({ name: 'stripe__list_customers', arguments: {} })
      .catch((error: unknown) => ({ error: String(error) }));
    canary.saw(`mcp ${what}`, JSON.stringify(answer));
  }
  stripe.service.mode({ kind: 'normal' });
  assert.deepEqual(canary.hits(), []);
  assert.equal(canary.seen(), ECHOES.length * 2);
});

test('T65 nothing that is kept for later, shown to a person or handed out then carries it', async () => {
  const writes = { only: ({ method }: { method: string }) => method === 'POST' };
  for (const mode of ECHOES.filter((echo) => echo.kind === 'echo' && !echo.gzip)) {
    const asked = await scene.ask(token);
    stripe.service.mode(mode, writes);
    await scene.approve(asked.id);
    await scene.settled(asked.id);
    stripe.service.mode({ kind: 'normal' });
    const what = JSON.stringify(mode);
    saw(`page ${what}`, await gateway.operator.send('GET', `/api/v1/approvals/${asked.id}`));
    saw(`collected ${what}`, await scene.own(token, asked.id));
  }
  saw('inbox', await gateway.operator.send('GET', '/api/v1/approvals?state=decided&limit=200'));
  saw('calls', await gateway.operator.send('GET', '/api/v1/calls?limit=200'));
  assert.deepEqual(canary.hits(), []);
});

test('T65 facts looked up for the approver, and the test of a key, do not carry it', async () => {
  for (const mode of ECHOES.filter((echo) => echo.kind === 'echo' && echo.status === 200)) {
    stripe.service.mode(mode);
    const asked = saw(
      'refund',
      await gateway.call(token, 'stripe.create_refund', { charge: SEEDED.charge, amount: 1 }),
    );
    assert.equal(asked.status, 202, asked.text);
    const { id } = asked.body.approval;
    saw('refund page', await gateway.operator.send('GET', `/api/v1/approvals/${id}`));
    saw('withdrawn', await scene.own(token, id, 'DELETE'));
    saw('key test', await gateway.operator.send('POST', '/api/v1/connections/stripe/test'));
  }
  stripe.service.mode({ kind: 'normal' });
  assert.deepEqual(canary.hits(), []);
});

test('T65 the log, the audit entries, their export and the error pages do not carry it', async () => {
  const entries = await gateway.operator.send('GET', '/api/v1/audit/entries?limit=200');
  assert.ok(entries.body.items.length > 100, entries.text.slice(0, 200));
  saw('entries', entries);
  saw('export', await gateway.operator.send('GET', '/api/v1/audit/export'));
  saw('connections', await gateway.operator.send('GET', '/api/v1/connections'));
  saw('metrics', await send(gateway.url, 'GET', '/metrics'));
  saw('status', await gateway.operator.send('GET', '/api/v1/status'));
  assert.ok(log.length > 0, 'a log at debug says something');
  for (const line of log) canary.saw('log', line);
  assert.deepEqual(canary.hits(), []);
});

test('T86 the database, its journal and every other file beside it do not carry it', async () => {
  if (gateway.databaseUrl === null) {
    const journal = readFileSync(join(gateway.dataDir, 'agentport.db-wal'));
    assert.ok(journal.length > 0, 'what was written a moment ago lies in the journal');
  } else {
    const stored = await everythingStored(gateway.databaseUrl);
    assert.ok(stored.includes('list_customers'), 'what was called stands in the clear');
    canary.saw('database', stored);
    assert.deepEqual(canary.hits(), []);
  }
  assert.deepEqual(canary.hitsInFiles(gateway.dataDir), []);
  await scene.verify();
});
