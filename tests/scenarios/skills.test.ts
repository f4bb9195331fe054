import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ERRORS, isErrorCode } from '@agentport/contract';
import { SEEDED } from '@agentport/sandbox';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { WAIT_DEFAULT_S, WAIT_MAX_S } from '../../packages/cli/src/commands/wait-for.ts';
import { COOL_DOWN_MS, KEY_BINDS_MS, RESULT_KEPT_MS } from '../../packages/gateway/src/approvals/states.ts';
import { OWN_ARGUMENTS, WAIT_S_MAX } from '../../packages/gateway/src/entrances/mcp/own-tools.ts';
import { isOwnTool, OWN_TOOLS } from '../../packages/gateway/src/entrances/mcp/tool-name.ts';
import { runCli } from '../support/cli.ts';
import { temporaryDirectory } from '../support/temp.ts';
import { type ClientStage, openClientStage } from './clients-stage.fixture.ts';
import { commandsOf, readSkills, type Skill, toolCallsOf } from './skills.fixture.ts';
import {
  AGENT_ROUTES,
  helpOf,
  isAddress,
  isCode,
  isField,
  isHeader,
  isMeta,
  isMetaKey,
  isOperation,
  isRequest,
  isTool,
  isToolArgument,
  isVariable,
  type Truth,
} from './skills-truth.fixture.ts';

const skills = readSkills();
const names = skills.map(({ folder }) => folder);
const WIRE_TRUTHS = [
  isTool,
  isToolArgument,
  isCode,
  isField,
  isMeta,
  isHeader,
  isRequest,
  isVariable,
  isAddress,
];

function skill(folder: string): Skill {
  return skills.find((each) => each.folder === folder) ?? assert.fail(`there is a skill ${folder}`);
}

/** Everything a name may be: what travels on the wire, and what the help of an agent's commands says. */
async function allTruths(t: TestContext): Promise<(span: string) => boolean> {
  const commands = ['call', 'await', 'operations list', 'operations describe', 'approvals list'];
  const [root = '', ...helps] = await Promise.all([
    helpOf(t, []),
    ...commands.map((command) => helpOf(t, command.split(' '))),
  ]);
  const [call = ''] = helps;
  const isCommand: Truth = (span) => span === 'agentport' || Boolean(helps[commands.indexOf(span)]);
  const isOption: Truth = (span) => [root, ...helps].some((help) => offers(help, span));
  const isArgument: Truth = (span) => ['@file', '-'].includes(span) && /JSON, @file, or - for/.test(call);
  const isSession: Truth = (span) => span === 'AGENTPORT_SESSION' && call.includes(`(else ${span})`);
  const isOther: Truth = (span) => [...names, 'npx agentport', '0', '1', '2'].includes(span);
  const truths = [...WIRE_TRUTHS, isCommand, isOption, isArgument, isSession, isOther];
  return (span) => truths.some((isTrue) => isTrue(span));
}

/** An option, alone or with one of the values its help names, as `-o json`. */
function offers(help: string, span: string): boolean {
  const [option = '', value] = span.split(' ');
  if (!/^--?[a-z]+$/.test(option)) return false;
  return new RegExp(`^ +(?:-\\w, )?${option}[ ,]`, 'm').test(help) && (!value || help.includes(`"${value}"`));
}

test('every skill has the form of the Agent Skills specification', () => {
  assert.deepEqual(names, ['agentport-cli', 'agentport-mcp', 'agentport-overview']);
  for (const { folder, front, file } of skills) {
    assert.deepEqual(Object.keys(front), ['name', 'description'], folder);
    assert.equal(front.name, folder);
    assert.match(folder, /^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/);
    const description = String(front.description);
    assert.ok(description.length > 0 && description.length <= 1024, folder);
    assert.match(description, /Use it when /, 'an agent must know when to read it');
    assert.ok(file.split('\n').length <= 120, `${folder} is short`);
  }
});

test('every name between backticks is one the product has', async (t) => {
  const isTrue = await allTruths(t);
  for (const { folder, spans } of skills) {
    assert.ok(spans.length > 20, folder);
    const unknown = spans.filter((span) => !isTrue(span));
    assert.deepEqual(unknown, [], folder);
  }
});

test('a name the product does not have is found', async (t) => {
  const isTrue = await allTruths(t);
  const wrong = [
    'await_approvals',
    'stripe__refund_everybody',
    'nobody__refund',
    'approval.link',
    '_meta["agentport/reason"]',
    'AgentPort-Reason',
    'GET /v1/approvals/{id}?seconds=5',
    'GET /api/v1/approvals',
    'Prefer: now',
    'AGENTPORT_KEY',
    'wait',
    'approvals',
    'operations find',
    '--reason',
    '-o yaml',
  ];
  for (const span of wrong) assert.ok(!isTrue(span), span);
});

test('statuses and times they name are those of the code', () => {
  const statuses = [...skill('agentport-overview').prose.matchAll(/\b([2-5]\d\d) `(\w+)`/g)];
  assert.equal(statuses.length, 5);
  for (const [, status, code = ''] of statuses) {
    assert.equal(isErrorCode(code) ? ERRORS[code] : 200, Number(status), code);
  }
  const HOUR = 3_600_000;
  const unit = { hours: HOUR, minutes: 60_000, seconds: 1000 };
  const said = skills.flatMap(({ prose }) => [...prose.matchAll(/(\d+)\s(hours|minutes|seconds)/g)]);
  const times = new Set(said.map(([, count, of]) => Number(count) * unit[of as keyof typeof unit]));
  assert.deepEqual([...times].sort(), [COOL_DOWN_MS, WAIT_S_MAX * 1000, KEY_BINDS_MS].sort());
  assert.equal(KEY_BINDS_MS, RESULT_KEPT_MS);
  assert.match(
    skill('agentport-cli').prose,
    new RegExp(`a person: ${WAIT_DEFAULT_S} if absent, ${WAIT_MAX_S} at most`),
  );
});

test('no tool and no route of an agent is left out', () => {
  for (const tool of OWN_TOOLS) assert.ok(skill('agentport-mcp').spans.includes(tool), tool);
  const requests = skill('agentport-overview').spans.map((span) => span.split('?')[0]);
  for (const { method, path } of AGENT_ROUTES) assert.ok(requests.includes(`${method} ${path}`), path);
});

test('every tool call they show fits its tool', () => {
  for (const call of toolCallsOf(skill('agentport-mcp'))) {
    assert.ok(isOwnTool(call.name), call.name);
    const read = OWN_ARGUMENTS[call.name].safeParse(call.arguments);
    assert.ok(read.success, JSON.stringify(read.error));
    const { connection, operation } = call.arguments;
    if (operation !== undefined) assert.ok(isOperation(String(connection), String(operation)));
    for (const key of Object.keys(call._meta ?? {})) assert.ok(isMetaKey(key), key);
  }
});

/** A gateway, one agent, and the arguments that the skills leave out, filled in. */
async function openStage(t: TestContext) {
  const stage = await openClientStage(t);
  const { id, token } = await stage.gateway.agent();
  const env = { AGENTPORT_URL: stage.gateway.url, AGENTPORT_TOKEN: token };
  return { stage, id, token, env };
}

function filled<T>(value: T, approval: string | undefined): T {
  const text = JSON.stringify(value)
    .replaceAll('ch_…', SEEDED.charge)
    .replaceAll('cus_…', SEEDED.marta)
    .replaceAll('apr_…', approval ?? 'no approval yet');
  assert.doesNotMatch(text, /…/);
  return JSON.parse(text) as T;
}

async function shownToApprover({ gateway }: ClientStage, approval: string): Promise<string> {
  return (await gateway.operator.send('GET', `/api/v1/approvals/${approval}`)).text;
}

test('the commands of the skill do and end as it says, and a result is handed out once', async (t) => {
  const { stage, id, env } = await openStage(t);
  const cwd = temporaryDirectory(t);
  const refund = { charge: 'ch_…', amount: 1200, customer_id: 'cus_…' };
  writeFileSync(join(cwd, 'refund.json'), JSON.stringify(filled(refund, undefined)));
  for (const { argv, exitCode } of commandsOf(skill('agentport-cli'))) {
    const [approval] = await stage.questions(id);
    if (argv[0] === 'await') {
      assert.match(await shownToApprover(stage, approval ?? ''), /Ordered twice, ticket 4711/);
      await stage.gateway.operator.approve(approval ?? '');
    }
    const ran = await runCli(t, filled(argv, approval), { env, cwd });
    assert.equal(ran.exitCode, exitCode, `${argv.join(' ')}: ${ran.stdout}${ran.stderr}`);
    const said = JSON.parse(ran.stdout);
    if (argv[0] !== 'await') continue;
    assert.equal(said.state, 'succeeded');
    assert.equal(said.outcome.status, 'released');
    const again = await runCli(t, filled(argv, approval), { env, cwd });
    assert.equal(again.exitCode, 1);
    assert.deepEqual(Object.keys(JSON.parse(again.stdout)).includes('outcome'), false);
  }
  assert.equal(stage.refunds(), 1);
});

test('a key keeps the answer of its first call, a failure or a denial too; a new key asks anew', async (t) => {
  const { stage, id, env } = await openStage(t);
  const recorder = stage.gateway.sandbox.stripe.recorder;
  const call = (operation: string, args: object, key: string) => {
    const argv = ['call', `stripe.${operation}`, '--args', JSON.stringify(args), '--key', key, '--wait', '0'];
    return runCli(t, [...argv, '-o', 'json'], { env });
  };
  const missing = { customer: 'cus_nobody' };
  const failed = await call('get_customer', missing, 'look-1');
  assert.equal(failed.exitCode, 1);
  assert.equal(JSON.parse(failed.stdout).error.code, 'upstream_error');
  const sent = recorder.count({ method: 'GET' });
  assert.equal((await call('get_customer', missing, 'look-1')).exitCode, 1);
  assert.equal(recorder.count({ method: 'GET' }), sent, 'the same key sends nothing again');
  await call('get_customer', missing, 'look-2');
  assert.equal(recorder.count({ method: 'GET' }), sent + 1);

  const refund = filled({ charge: 'ch_…', amount: 1300, customer_id: 'cus_…' }, undefined);
  assert.equal((await call('create_refund', refund, 'refund-1')).exitCode, 2);
  await stage.gateway.operator.deny(await stage.question(id), 'Not now');
  stage.gateway.clock.advance(COOL_DOWN_MS);
  const denied = await call('create_refund', refund, 'refund-1');
  assert.equal(JSON.parse(denied.stdout).error.code, 'denied');
  assert.equal((await call('create_refund', refund, 'refund-2')).exitCode, 2);
});

test('the tool calls of the skill do as it says: find, ask with a note, wait, get the result once', async (t) => {
  const { stage, id, token } = await openStage(t);
  const client = new Client({ name: 'reader', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${stage.gateway.url}/mcp`), { requestInit }),
  );
  t.after(() => void client.close());
  let approval: string | undefined;
  const said: string[] = [];
  for (const call of toolCallsOf(skill('agentport-mcp'))) {
    const answering = client.callTool(filled(call, approval) as Parameters<typeof client.callTool>[0]);
    if (call.name === 'call_write') {
      approval = await stage.question(id);
      stage.gateway.clock.advance(WAIT_S_MAX * 1000);
      assert.match(await shownToApprover(stage, approval), /Ordered twice, ticket 4711/);
    }
    if (call.name === 'await_approval') await stage.gateway.operator.approve(approval ?? '');
    const answer = await answering;
    assert.notEqual(answer.isError, true, JSON.stringify(answer));
    said.push(JSON.stringify(answer));
  }
  const [found, described, asked, released, listed] = said;
  assert.match(found ?? '', /create_refund/);
  assert.match(described ?? '', /"ask_approve"/);
  assert.match(asked ?? '', new RegExp(`"agentport/approval":.*"id":"${approval}"`));
  assert.match(released ?? '', /"amount":1200/);
  assert.match(listed ?? '', /"succeeded"/);
  assert.equal(stage.refunds(), 1);
});
