import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { testAudit } from '../audit/testing.ts';
import { loadCatalog } from '../catalog/index.ts';
import type { Fault } from '../kernel/fault.ts';
import { Secret } from '../kernel/secret.ts';
import { onBothDatabases } from '../storage/testing.ts';
import { testVault } from '../vault/testing.ts';
import { parseBaseUrl } from './base-url.ts';
import { createConnections } from './connections.ts';
import type { NewConnection } from './create-row.ts';

const ORG = 'default';
const catalog = await loadCatalog(join(import.meta.dirname, '..', '..', '..', '..', 'integrations'));

async function stage(t: TestContext) {
  const parts = await testAudit(t);
  const vault = await testVault({ db: parts.db, clock: parts.clock });
  const removed: string[] = [];
  const onRemoved = (id: string) => void removed.push(id);
  const open = () => createConnections({ ...parts, vault, newId: parts.deps.newId, catalog, onRemoved }, ORG);
  const keys = () => parts.db.read.selectFrom('credentials').selectAll().execute();
  const kinds = async () =>
    (await parts.audit.list({ limit: 50 })).items.map(({ event }) => event.kind).toReversed();
  const last = async () => (await parts.audit.list({ limit: 1 })).items[0]?.event;
  return { connections: await open(), open, keys, kinds, last, removed };
}

function wanted(changes: Partial<NewConnection> = {}): NewConnection {
  return {
    org: ORG,
    name: 'stripe',
    integration: 'stripe',
    key: new Secret('sk_test_plainlyFake'),
    owner: 'console',
    source: null,
    actor: 'local-administrator',
    ...changes,
  };
}

const refused = (code: string, says: RegExp) => (fault: Fault) => {
  assert.equal(fault.code, code, fault.message);
  assert.match(fault.message, says);
  return true;
};

onBothDatabases('a new connection is durable with its key sealed and its entry written', async (t) => {
  const { connections, open, keys, kinds } = await stage(t);
  const made = await connections.create(wanted());
  assert.equal(made.baseUrl, 'https://api.stripe.com');
  const [row] = await keys();
  assert.ok(!Buffer.from(row?.sealed ?? []).includes('sk_test'), 'the key is not there as it is');
  assert.deepEqual(await kinds(), ['connection.created']);
  assert.deepEqual((await open()).find(ORG, 'stripe'), made);
});

onBothDatabases(
  'names, integrations and addresses that cannot be used are refused with what to do',
  async (t) => {
    const { connections, kinds } = await stage(t);
    const table: readonly (readonly [Partial<NewConnection>, string, RegExp])[] = [
      [{ name: 'Stripe' }, 'invalid_request', /use 2 to 16 lower-case letters/],
      [
        { name: 'api' },
        'invalid_request',
        /path of the gateway itself\. Choose another name, e\.g\. "api-main"/,
      ],
      [{ integration: 'strpe' }, 'invalid_request', /no integration "strpe"\. Did you mean "stripe"\?/],
      [{ baseUrl: 'http://api.example.com' }, 'unsafe_setting', /in the clear\. Use https/],
      [{ baseUrl: 'example' }, 'invalid_request', /base URL/],
      [{ integration: 'mcp' }, 'invalid_request', /say which one with --base-url/],
    ];
    for (const [changes, code, says] of table) {
      await assert.rejects(connections.create(wanted(changes)), refused(code, says));
    }
    assert.deepEqual(await kinds(), []);
    await connections.create(wanted());
    await assert.rejects(connections.create(wanted()), refused('name_taken', /Choose another name/));
  },
);

onBothDatabases('T14 another key makes another version, the same key none', async (t) => {
  const { connections, kinds } = await stage(t);
  const { version } = await connections.create(wanted());
  const same = await connections.replaceCredential(ORG, 'stripe', new Secret('sk_test_plainlyFake'), 'opr_a');
  assert.equal(same.version, version);
  const other = await connections.replaceCredential(ORG, 'stripe', new Secret('sk_test_another'), 'opr_a');
  assert.deepEqual([other.version, other.credentialVersion], [version + 1, 2]);
  assert.deepEqual(await kinds(), ['connection.created', 'credential.replaced']);
});

onBothDatabases(
  'a connection that is switched off keeps its key; switched on again it has a new version',
  async (t) => {
    const { connections, keys, removed } = await stage(t);
    const { version } = await connections.create(wanted());
    await connections.disable(ORG, 'stripe', 'opr_a');
    assert.equal(connections.find(ORG, 'stripe')?.status, 'disabled');
    assert.equal((await keys()).length, 1);
    const on = await connections.enable(ORG, 'stripe', null, 'opr_a');
    assert.deepEqual([on.status, on.version], ['active', version + 1]);
    assert.deepEqual(removed, []);
  },
);

onBothDatabases(
  'a connection that changes its owner stays the account it is, and the log says once who moved it',
  async (t) => {
    const { connections, open, kinds, last } = await stage(t);
    const made = await connections.create(wanted());
    const toFile = { owner: 'file', source: 'agentport.yaml:12' } as const;
    for (const _ of ['moved', 'and again']) {
      const moved = await connections.adopt(ORG, 'stripe', toFile, 'opr_a');
      assert.deepEqual(moved, { ...made, ...toFile });
    }
    assert.deepEqual(await kinds(), ['connection.created', 'connection.adopted']);
    const entry = await last();
    assert.deepEqual([entry?.actor, entry?.details?.owner], ['opr_a', 'file']);
    assert.deepEqual((await open()).find(ORG, 'stripe'), { ...made, ...toFile });
    const back = await connections.adopt(ORG, 'stripe', { owner: 'console', source: null }, 'opr_a');
    assert.deepEqual(back, made);
  },
);

onBothDatabases(
  'people say how much a connection carries: at once, kept, in the log, and its version stays',
  async (t) => {
    const { connections, open, kinds, last } = await stage(t);
    const made = await connections.create(wanted());
    assert.deepEqual(made.limits, {});
    const said = { concurrent_calls: 2, deadline_ms: 5_000 };
    for (const _ of ['said', 'and again']) {
      assert.deepEqual(await connections.setLimits(ORG, 'stripe', said, 'opr_a'), { ...made, limits: said });
    }
    assert.deepEqual(await kinds(), ['connection.created', 'connection.changed']);
    const { actor, details } = (await last()) ?? {};
    assert.deepEqual([actor, details?.concurrent_calls, details?.deadline_ms], ['opr_a', 2, 5_000]);
    assert.deepEqual((await open()).find(ORG, 'stripe')?.limits, said);
    const one = await connections.setLimits(ORG, 'stripe', { deadline_ms: 9_000 }, 'opr_a');
    assert.deepEqual(one.limits, { deadline_ms: 9_000 });
  },
);

onBothDatabases('a limit outside its range is refused and changes nothing', async (t) => {
  const { connections, kinds } = await stage(t);
  await connections.create(wanted());
  for (const wrong of [
    { concurrent_calls: 0 },
    { concurrent_calls: 257 },
    { concurrent_calls: 1.5 },
    { deadline_ms: 999 },
    { deadline_ms: 600_001 },
    { deadline_ms: Number.NaN },
  ]) {
    await assert.rejects(
      connections.setLimits(ORG, 'stripe', wrong, 'opr_a'),
      refused('invalid_request', /^Give a whole number from/),
    );
  }
  assert.deepEqual(await kinds(), ['connection.created']);
});

onBothDatabases('what the file takes over carries what the file says, also when it comes back', async (t) => {
  const { connections } = await stage(t);
  await connections.create(wanted());
  await connections.setLimits(ORG, 'stripe', { concurrent_calls: 2 }, 'opr_a');
  const taken = await connections.adopt(
    ORG,
    'stripe',
    { owner: 'file', source: 'agentport.yaml:3' },
    'opr_a',
  );
  assert.deepEqual(taken.limits, {});
  const back = await connections.adopt(ORG, 'stripe', { owner: 'console', source: null }, 'opr_a');
  assert.deepEqual(back.limits, {});
});

onBothDatabases('what is switched off stays with the file, which alone can switch it on', async (t) => {
  const { connections, kinds } = await stage(t);
  await connections.create(wanted({ owner: 'file', source: 'other.yaml:3' }));
  await connections.disable(ORG, 'stripe', 'system:config-file');
  const before = await kinds();
  await assert.rejects(
    connections.adopt(ORG, 'stripe', { owner: 'console', source: null }, 'opr_a'),
    refused('connection_disabled', /taken out of other\.yaml\. Put the block back first/),
  );
  assert.equal(connections.find(ORG, 'stripe')?.owner, 'file');
  assert.deepEqual(await kinds(), before);
});

onBothDatabases('a removed connection is gone with its key, and its name is free', async (t) => {
  const { connections, open, keys, removed } = await stage(t);
  const { id } = await connections.create(wanted());
  await connections.remove(ORG, 'stripe', 'opr_a');
  assert.equal(connections.find(ORG, 'stripe'), null);
  assert.deepEqual(await keys(), []);
  assert.deepEqual(removed, [id]);
  assert.equal((await open()).find(ORG, 'stripe'), null);
  const again = await connections.create(wanted());
  assert.notEqual(again.id, id);
  await assert.rejects(
    connections.remove(ORG, 'github', 'opr_a'),
    refused('unknown_connection', /connections list/),
  );
});

test('plain HTTP stays on this machine, whatever the name looks like', () => {
  for (const url of [
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://[::1]:1',
    'https://10.0.0.1/base/',
  ]) {
    assert.equal(parseBaseUrl(url), url.replace(/\/$/, ''));
  }
  for (const url of [
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://10.0.0.1',
    'http://0.0.0.0',
  ]) {
    assert.throws(() => parseBaseUrl(url), refused('unsafe_setting', /Use https/), url);
  }
  for (const url of [
    'https://user:pw@example.com',
    'https://example.com/?a=b',
    'https://example.com/#a',
    'file:///etc/passwd',
    '//example.com',
  ]) {
    assert.throws(() => parseBaseUrl(url), refused('invalid_request', /^The base URL .+\.$/), url);
  }
});
