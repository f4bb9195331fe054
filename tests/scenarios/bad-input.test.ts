import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SANDBOX_STRIPE_KEY } from '@agentport/sandbox';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { ENTRANCES, type Met } from '../support/bad-input/entrances.ts';
import { STARTS } from '../support/bad-input/starts.ts';
import { type CallCase, type Entrance, readBadInput } from '../support/bad-input/table.ts';
import { agentTokens } from '../support/bad-input/tokens.ts';
import { FOR_GOOD, WORLDS } from '../support/bad-input/worlds.ts';
import { send, startTestGateway, type TestGateway } from '../support/gateway.ts';
import type { CleansUp } from '../support/temp.ts';

const YAML = `
integrations:
  stripe: { api_key: "\${STRIPE_KEY}", base_url: "{stripe}", permissions: { create_customer: auto_approve } }
  dead: { integration: stripe, api_key: "\${STRIPE_KEY}", base_url: "http://127.0.0.1:1" }
  "off": { integration: stripe, api_key: "\${STRIPE_KEY}", base_url: "http://127.0.0.1:1" }
`;

/** nothing answers there: a world without a gateway needs no making */
const NO_GATEWAY = 'no gateway runs';

const { calls, starts } = readBadInput();

interface Stage {
  readonly gateway: TestGateway;
  readonly tokens: Awaited<ReturnType<typeof agentTokens>>;
}

async function openStage(t: CleansUp): Promise<Stage> {
  const gateway = await startTestGateway(t, { yaml: YAML, env: { STRIPE_KEY: SANDBOX_STRIPE_KEY } });
  await gateway.running.gateway.connections.disable(ORG, 'off', 'system:test');
  return { gateway, tokens: await agentTokens(gateway) };
}

describe('every fault of the table, at every entrance', () => {
  const cleanups: (() => void)[] = [];
  const t = { after: (done: () => void) => void cleanups.push(done) };
  let common: Stage;
  /** stages that cannot be put right again, by the name of their world */
  const lost = new Map<string, Stage>();

  before(async () => {
    common = await openStage(t);
  });
  after(async () => {
    for (const done of cleanups.reverse()) await done();
  });

  for (const row of calls) {
    for (const [entrance, form] of Object.entries(row.at)) {
      it(`${row.fault}, ${entrance}: ${form} ${row.code}`, () => prove(row, entrance as Entrance, form));
    }
  }

  async function prove(row: CallCase, entrance: Entrance, form: number | string): Promise<void> {
    const { gateway, tokens } = await stageOf(row);
    const restore = await begin(row, gateway, tokens.good);
    const { entries } = gateway.sandbox.stripe.recorder;
    const [sentBefore, index] = [entries.length, await newest(gateway)];
    const met = await meet(row, entrance, gateway.url, tokens[row.token]).finally(restore);
    assert.deepEqual({ form: met.form, code: met.code }, { form, code: row.code }, met.all.slice(0, 2_000));
    assert.match(met.message, row.says);
    assert.ok(!met.all.includes(SANDBOX_STRIPE_KEY), 'the credential came back');
    if (row.path) assert.ok(JSON.stringify(met.details).includes(`"path":"${row.path}"`), met.all);
    // looking an operation up is no call
    const expected = entrance === 'agent_api' ? [] : row.audit;
    assert.deepEqual(await kindsSince(gateway, index), expected, 'entries in the log');
    if (row.sent) assert.equal(entries.length, sentBefore, 'something was sent');
  }

  async function stageOf(row: CallCase): Promise<Stage> {
    const world = row.while ?? '';
    if (!FOR_GOOD.has(world)) return common;
    const stage = lost.get(world) ?? (await openStage(t));
    if (!lost.has(world)) await WORLDS[world]?.(stage.gateway, stage.tokens.good ?? '');
    lost.set(world, stage);
    return stage;
  }

  async function begin(row: CallCase, gateway: TestGateway, token: string | null) {
    const nothing = async () => undefined;
    if (row.while === undefined || row.while === NO_GATEWAY || FOR_GOOD.has(row.while)) return nothing;
    const world = WORLDS[row.while];
    assert.ok(world, `nobody knows how "${row.while}" is made`);
    return (await world(gateway, token ?? '')) ?? nothing;
  }

  function meet(row: CallCase, entrance: Entrance, url: string, token: string | null): Promise<Met> {
    const [connection = '', operation = ''] = row.call.split('.');
    const where = row.while === NO_GATEWAY ? 'http://localhost:1' : url;
    return ENTRANCES[entrance]({ t, url: where, token, connection, operation, args: argsOf(row, entrance) });
  }

  it('T91 while nothing can be written, what only reads still answers', async () => {
    const { gateway, tokens } = lost.get('the disk is read-only') ?? assert.fail('the rows above make it');
    const headers = { authorization: `Bearer ${tokens.good}` };
    assert.equal((await send(gateway.url, 'GET', '/health')).status, 200);
    const listed = await send(gateway.url, 'GET', '/v1/operations?connection=stripe', undefined, headers);
    assert.equal(listed.status, 200, listed.text);
    const approvals = await send(gateway.url, 'GET', '/v1/approvals', undefined, headers);
    assert.equal(approvals.status, 200, approvals.text);
  });

  it('and afterwards everything works again, and the log is intact', async () => {
    const { gateway, tokens } = common;
    const answer = await gateway.call(tokens.good ?? '', 'stripe.list_customers', { limit: 1 });
    assert.equal(answer.status, 200, answer.text);
    const verified = await gateway.running.gateway.audit.verify();
    assert.equal(verified.ok, true, JSON.stringify(verified));
  });
});

async function newest({ running }: TestGateway): Promise<number> {
  const { items } = await running.gateway.audit.list({ limit: 1 });
  return items[0]?.index ?? -1;
}

async function kindsSince({ running }: TestGateway, index: number): Promise<string[]> {
  const { items } = await running.gateway.audit.list({ limit: 20 });
  return items
    .filter((entry) => entry.index > index)
    .map(({ event }) => event.kind)
    .toReversed();
}

function argsOf(row: CallCase, entrance: Entrance): string {
  if (row.raw !== undefined) return row.raw;
  const args = row.pad_bytes ? { ...row.args, email: 'x'.repeat(row.pad_bytes) } : row.args;
  return JSON.stringify(args).replaceAll('{entrance}', entrance);
}

describe('a start that cannot succeed', () => {
  for (const row of starts) {
    it(`${row.fault}: ${row.code}`, async (t) => {
      const start = STARTS[row.while];
      assert.ok(start, `nobody knows how "${row.while}" is made`);
      const { code, stderr } = await start(t);
      const said = /^agentport: (?<sentence>.+) \[(?<code>\w+)\]\n$/.exec(stderr);
      assert.equal(said?.groups?.code, row.code, stderr);
      assert.match(said?.groups?.sentence ?? '', row.says);
      assert.equal(code, 1);
    });
  }
});
