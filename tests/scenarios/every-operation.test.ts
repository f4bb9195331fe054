import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type JsonObject, parseStrict, utf8Decode } from '@agentport/engine';
import { type RecordedCall, SANDBOX_GMAIL } from '@agentport/sandbox';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import {
  bind,
  type Catalog,
  checkArguments,
  loadCatalog,
  messageOf,
  type Operation,
} from '../../packages/gateway/src/catalog/index.ts';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { sampleArguments } from '../support/sample-arguments.ts';
import { until } from '../support/until.ts';

const SERVICES = ['stripe', 'github', 'posthog', 'linear', 'gmail'] as const;
type Service = (typeof SERVICES)[number];

let catalog: Catalog;
before(async () => {
  catalog = await loadCatalog(fileURLToPath(new URL('../../integrations', import.meta.url)));
});

/** A gateway connected to one service, whose agents may do everything unasked: what is measured is what arrives. */
async function connected(t: { after(done: () => void): void }, service: Service): Promise<TestGateway> {
  const gateway = await startTestGateway(t, {
    connections: false,
    limits: { calls_per_minute: 10_000, total_calls_per_minute: 100_000 },
  });
  const { connections, policies } = gateway.running.gateway;
  const given =
    service === 'gmail' ? { fields: SANDBOX_GMAIL } : { key: gateway.sandbox[service].credential };
  await connections.create({
    org: ORG,
    name: service,
    integration: service,
    key: connections.credentialFor(service, given),
    baseUrl: gateway.sandbox[service].url,
    owner: 'console',
    source: null,
    actor: 'system:test',
  });
  const names = Object.keys(catalog.integration(service)?.operations ?? {});
  const tiers = names.map((operation) => ({ connection: service, operation, effect: 'allow' as const }));
  const recipients = [{ connection: service, allowed_domains: ['*'], ask_above: 1000 }];
  await policies.install({
    content: { ...policies.active(), policy: { v: 1, tiers, rules: [], recipients } },
    source: 'test',
    changes: [],
    status: 'active',
    actor: 'system:test',
  });
  return gateway;
}

/** Hidden and unseen recipients ask whatever the policy says: a person answers. */
async function answered(gateway: TestGateway, approval: string | undefined): Promise<boolean> {
  if (approval === undefined) return false;
  assert.equal((await gateway.operator.approve(approval)).status, 200);
  return true;
}

async function waiting(gateway: TestGateway): Promise<string | undefined> {
  const { body } = await gateway.operator.send('GET', '/api/v1/approvals?state=pending');
  return body.items[0]?.id;
}

interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly content_type: string | null;
  readonly body: unknown;
}

/** What the manifest says must arrive, as the recorder writes it. */
async function expected(service: Service, operation: Operation, args: JsonObject): Promise<Arrived> {
  const definition = catalog.integration(service) ?? assert.fail(service);
  const message = await messageOf(operation, args, () => ({ seed: '00'.repeat(32), at: 0 }));
  const { wire, body } = bind(definition, operation, { base_url: 'http://127.0.0.1', message }, args);
  assert.ok(wire.kind === 'http');
  const text = utf8Decode(body) ?? '';
  const type = wire.headers.find(([name]) => name === 'content-type')?.[1] ?? null;
  const form = type === 'application/x-www-form-urlencoded';
  return comparable({
    method: wire.method,
    path: wire.path,
    query: new URLSearchParams(wire.query.map(([key, value]): [string, string] => [key, value])).toString(),
    content_type: type,
    body: text === '' ? null : form ? Object.fromEntries(new URLSearchParams(text)) : parseStrict(text),
  });
}

/** Of a mail, what the call's own stamp makes different each time is left out; queries are compared as what they say. */
function comparable({ method, path, query, content_type, body }: Arrived): Arrived {
  const text = JSON.stringify(body ?? null).replaceAll(/"raw":"([\w-]+)"/g, (_, raw: string) => {
    const mail = Buffer.from(raw, 'base64url').toString('utf8');
    return JSON.stringify({ mail: mail.replaceAll(/Message-ID: .*|Date: .*|_agentport-[0-9a-f]+/g, '') });
  });
  return { method, path, query: new URLSearchParams(query).toString(), content_type, body: text };
}

function arrivedOnce(recorded: readonly RecordedCall[], wanted: Arrived, what: string): void {
  const found = recorded.filter((one) => JSON.stringify(comparable(one)) === JSON.stringify(wanted));
  assert.equal(found.length, 1, `${what}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(recorded)}`);
  assert.deepEqual(new Set(recorded.map(({ credential }) => credential)), new Set(['right']), what);
}

for (const service of SERVICES) {
  test(`every operation of ${service} arrives as its manifest says, by the facade and by MCP, with the right credential`, async (t) => {
    const gateway = await connected(t, service);
    const [plain, speaking] = [await gateway.agent(), await gateway.agent()];
    const client = new Client({ name: 'test', version: '1' });
    const authorization = `Bearer ${speaking.token}`;
    const url = new URL(`${gateway.url}/mcp`);
    await client.connect(
      new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization } } }),
    );
    t.after(() => void client.close());
    const { recorder } = gateway.sandbox[service];
    for (const operation of Object.values(catalog.integration(service)?.operations ?? {})) {
      const args = sampleArguments(operation);
      assert.deepEqual(checkArguments(operation, args), { ok: true, args }, operation.name);
      const wanted = await expected(service, operation, args);

      recorder.clear();
      const target = `${service}.${operation.name}`;
      const answer = await gateway.call(plain.token, target, args);
      if (await answered(gateway, answer.body?.approval?.id))
        await gateway.call(plain.token, target, args, { prefer: 'wait=20' });
      arrivedOnce(recorder.entries, wanted, `${target} by the facade`);

      recorder.clear();
      const tool = operation.risk === 'read' ? 'call_read' : 'call_write';
      const wrapped = { connection: service, operation: operation.name, arguments: args };
      let done = false;
      const calling = client.callTool({ name: tool, arguments: wrapped }).finally(() => {
        done = true;
      });
      await until(async () => done || (await answered(gateway, await waiting(gateway))), { what: target });
      await calling;
      arrivedOnce(recorder.entries, wanted, `${target} by MCP`);
    }
  });
}
