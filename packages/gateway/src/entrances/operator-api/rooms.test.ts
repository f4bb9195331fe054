import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '../../kernel/secret.ts';
import type { OperatorApiDeps } from './deps.ts';
import { asPerson, createPlane, type Plane, type Reply } from './plane.fixture.ts';
import { readyAs } from './rooms.fixture.ts';

/** What the plain routes hand to the rooms and what of their answers leaves. */

const codeOf = (reply: Reply) => (reply.body.error as { code?: string } | undefined)?.code;
const person = async (plane: Plane) => ({ headers: asPerson(plane, await plane.signIn()) });

const connection = {
  id: 'con_1',
  org: 'default',
  name: 'stripe',
  integration: 'stripe',
  version: 1,
  credentialVersion: 1,
  baseUrl: 'https://api.example.com',
  definitionSha256: '0'.repeat(64),
  status: 'active',
  owner: 'console',
  source: null,
  tools: null,
  createdAt: 0,
  disabledAt: null,
  limits: {},
} as const;

function connections(found: Partial<typeof connection> | { owner: 'file'; source: string }, keys: unknown[]) {
  const one = { ...connection, ...found };
  const take = async (key: unknown) => {
    keys.push(key);
    return one;
  };
  return {
    list: () => [one],
    find: () => one,
    definitionOf: () => ({ service: {}, title: 'Stripe', operations: {} }),
    credentialFor: (_: string, { key }: { key: string }) => new Secret(key),
    replaceCredential: (_: string, __: string, key: unknown) => take(key),
    remove: async () => undefined,
  } as unknown as OperatorApiDeps['connections'];
}

test('a key goes in as a Secret and never comes out, not even in a refusal', async () => {
  const keys: unknown[] = [];
  await using plane = await createPlane({
    connections: connections({}, keys),
    addConnection: async (wanted) => {
      keys.push(wanted.key);
      return { ...connection };
    },
  });
  const { headers } = await person(plane);
  const key = 'sk_plainly_fake';
  const body = { integration: 'stripe', name: 'stripe', key };
  const created = await plane.send('POST', '/api/v1/connections', { headers, body });
  const replaced = await plane.send('PUT', '/api/v1/connections/stripe/credential', {
    headers,
    body: { key },
  });
  const refused = await plane.send('POST', '/api/v1/connections', { headers, body: { ...body, nmae: key } });
  assert.deepEqual([created.status, replaced.status, refused.status], [201, 200, 400]);
  assert.ok(keys.length === 2 && keys.every((one) => one instanceof Secret));
  for (const reply of [created, replaced, refused]) assert.ok(!reply.text.includes(key));
  assert.ok(
    !('credentialVersion' in created.body || 'org' in created.body),
    'only what the contract names leaves',
  );
});

test('what agentport.yaml owns is changed there, and the answer says where', async () => {
  const source = 'agentport.yaml:12';
  await using plane = await createPlane({ connections: connections({ owner: 'file', source }, []) });
  const { headers } = await person(plane);
  for (const [method, path, body] of [
    ['PUT', '/api/v1/connections/stripe/credential', { key: 'x' }],
    ['DELETE', '/api/v1/connections/stripe', undefined],
  ] as const) {
    const reply = await plane.send(method, path, { headers, body });
    assert.deepEqual([reply.status, codeOf(reply)], [409, 'owned_by_file']);
    assert.match(reply.text, /agentport\.yaml:12/);
  }
});

test('who adopts a connection is handed on with the owner it gets; another owner there is not', async () => {
  const asked: unknown[] = [];
  await using plane = await createPlane({
    connections: connections({}, []),
    adoptConnection: async (...wanted) => {
      asked.push(wanted);
      return { ...connection, owner: 'file', source: 'agentport.yaml:2' };
    },
  });
  const signIn = await plane.signIn();
  const headers = asPerson(plane, signIn);
  const path = '/api/v1/connections/stripe/adopt';
  const adopted = await plane.send('POST', path, { headers, body: { owner: 'file' } });
  assert.deepEqual([adopted.body.owner, adopted.body.source], ['file', 'agentport.yaml:2']);
  assert.deepEqual(asked, [['stripe', 'file', signIn.person.id]]);
  for (const body of [{ owner: 'agent' }, {}, { owner: 'file', source: 'x' }]) {
    const reply = await plane.send('POST', path, { headers, body });
    assert.deepEqual([reply.status, codeOf(reply)], [400, 'invalid_request']);
  }
  assert.equal(asked.length, 1);
});

test('a person is shown an operation’s parameters and what gave its effect; inherited names are no operations', async () => {
  const operation = {
    name: 'create_refund',
    title: 'Refund',
    summary: 'Gives money back.',
    risk: 'financial',
    category: 'refunds',
    params: { type: 'object', properties: { amount: { type: 'integer' } } },
    one_of: [],
    idempotency: { kind: 'none' },
  };
  await using plane = await createPlane({
    connections: {
      ...connections({}, []),
      definitionOf: () =>
        ({ service: {}, title: 'Stripe', operations: { create_refund: operation } }) as never,
    },
    tierOf: () => ({ effect: 'ask', ruled: false, rule: 'stripe.create_refund' }),
  });
  const { headers } = await person(plane);
  const path = '/api/v1/connections/stripe/operations';
  const { body } = await plane.send('GET', `${path}/create_refund`, { headers });
  assert.deepEqual(body.parameters, operation.params);
  assert.deepEqual(
    [body.connection, body.name, body.tier, body.effect, body.rule],
    ['stripe', 'create_refund', 'ask_approve', 'ask', 'stripe.create_refund'],
  );
  const near = await plane.send('GET', `${path}/create_refnd`, { headers });
  assert.deepEqual([near.status, codeOf(near)], [404, 'unknown_operation']);
  assert.match(near.text, /Did you mean \\"create_refund\\"\?/);
  for (const name of ['constructor', '__proto__']) {
    assert.equal(codeOf(await plane.send('GET', `${path}/${name}`, { headers })), 'unknown_operation');
  }
});

test('an entry of the log is asked for by number or by id, by nothing else', async () => {
  const asked: unknown[] = [];
  await using plane = await createPlane({
    audit: {
      show: async (which: unknown) => {
        asked.push(which);
        return null;
      },
    } as unknown as OperatorApiDeps['audit'],
  });
  const { headers } = await person(plane);
  const id = `evt_${'0'.repeat(26)}`;
  for (const entry of ['7', id, 'evt_x', '-1', '01', `EVT_${'0'.repeat(26)}`, `${id}0`]) {
    const reply = await plane.send('GET', `/api/v1/audit/entries/${entry}`, { headers });
    assert.deepEqual([reply.status, codeOf(reply)], [404, 'not_found'], entry);
  }
  assert.deepEqual(asked, [7, id]);
});

test('an agent’s token is shown when it is made, and never listed', async () => {
  await using plane = await createPlane();
  const { headers } = await person(plane);
  const made = await plane.send('POST', '/api/v1/agents', { headers, body: { name: 'reader' } });
  assert.equal(made.status, 201);
  assert.match(String(made.body.token), /^ap_agent_/);
  const list = await plane.send('GET', '/api/v1/agents', { headers });
  assert.doesNotMatch(list.text, /ap_agent_|sha256/);
  assert.deepEqual(
    (list.body.items as unknown as { name: string }[]).map(({ name }) => name),
    ['billing', 'reader'],
  );
  const taken = await plane.send('POST', '/api/v1/agents', { headers, body: { name: 'reader' } });
  assert.deepEqual([taken.status, codeOf(taken)], [409, 'name_taken']);
});

test('an agent is found by its name too; who revokes a token is in the log', async () => {
  await using plane = await createPlane();
  const signIn = await plane.signIn();
  const headers = asPerson(plane, signIn);
  const rotated = await plane.send('POST', '/api/v1/agents/billing/tokens', { headers, body: {} });
  assert.equal(rotated.status, 201);
  const [first] = (rotated.body.agent as unknown as { tokens: { id: string }[] }).tokens;
  const revoked = await plane.send('DELETE', `/api/v1/agents/billing/tokens/${first?.id}`, { headers });
  assert.equal(revoked.status, 200);
  const report = plane.people.reports.at(-1);
  assert.deepEqual([report?.kind, report?.actor], ['token.revoked', signIn.person.id]);
  assert.equal(codeOf(await plane.send('DELETE', '/api/v1/agents/nobody', { headers })), 'not_found');
});

test('checking and exporting the log are entries of the log', async () => {
  await using plane = await createPlane();
  const { headers } = await person(plane);
  const checked = await plane.send('POST', '/api/v1/audit/verify', { headers });
  assert.deepEqual([checked.body.ok, checked.body.problem], [true, null]);
  assert.equal(plane.people.reports.at(-1)?.kind, 'log.verified');
  const exported = await plane.send('GET', '/api/v1/audit/export', { headers });
  assert.equal(exported.text, '{}\n');
  assert.match(String(exported.headers['content-disposition']), /^attachment/);
  assert.equal(plane.people.reports.at(-1)?.kind, 'log.exported');
  const status = await plane.send('GET', '/api/v1/status', { headers });
  assert.equal((status.body.log as unknown as { checked_at: string }).checked_at, checked.body.checked_at);
});

test('health says nothing but that it lives; readiness has its own status', async () => {
  let ready = true;
  await using plane = await createPlane({
    health: { ready: async () => readyAs(ready), metrics: async () => 'agentport_up 1\n' },
  });
  assert.equal((await plane.send('GET', '/health')).text, '{"status":"ok"}');
  assert.equal((await plane.send('GET', '/ready')).status, 200);
  ready = false;
  const reply = await plane.send('GET', '/ready');
  const about = { gateway: 'gtw_test', lease: 'lost', log_lag_ms: 0 };
  assert.deepEqual([reply.status, reply.body], [503, { status: 'unavailable', ...about }]);
  const metrics = await plane.send('GET', '/metrics', await person(plane));
  assert.deepEqual(
    [metrics.text, metrics.headers['content-type']],
    ['agentport_up 1\n', 'text/plain; version=0.0.4; charset=utf-8'],
  );
});

test('the OpenAPI document is served with the address people use', async () => {
  await using plane = await createPlane();
  const reply = await plane.send('GET', '/openapi.json');
  assert.deepEqual(reply.body.servers, [{ url: plane.origin }]);
});

test('a misspelt or unfit query is refused by name', async () => {
  await using plane = await createPlane();
  const { headers } = await person(plane);
  for (const query of [
    'stat=pending',
    'state=open',
    'limit=0',
    'limit=201',
    'limit=x',
    'state=pending&state=decided',
  ]) {
    const reply = await plane.send('GET', `/api/v1/approvals?${query}`, { headers });
    assert.deepEqual([reply.status, codeOf(reply)], [400, 'invalid_request'], query);
  }
  assert.deepEqual(plane.reached, []);
});
