import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { AuditReport } from '../audit/entry.ts';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import { idFactory } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import { openTestDatabase } from '../storage/testing.ts';
import { type Agents, createAgents } from './agents.ts';

const org = 'default';
const actor = 'local-administrator';
const directory = mkdtempSync(path.join(tmpdir(), 'agents-'));
let now = 1_700_000_000_000;
const clock: Clock = { now: () => now, after: () => () => {} };
const { db, close } = await openTestDatabase(directory, clock);
const entries: AuditReport[] = [];
let auditFails = false;
const agents: Agents = createAgents({
  db,
  random: systemRandom,
  newId: idFactory(clock, systemRandom),
  audit: {
    append: async (_tx, report) => {
      if (auditFails) throw new Fault('storage_unavailable', 'The disk is full.');
      entries.push(report);
    },
  },
});

beforeEach(() => {
  entries.length = 0;
  auditFails = false;
});
after(async () => {
  await close();
  rmSync(directory, { recursive: true });
});

let count = 0;
const create = (name = `agent-${++count}`, expiresInDays: number | null = null) =>
  agents.create({ org, name, tools: 'auto', expiresInDays, actor });
const codeOf = async (token: string | null): Promise<string> => {
  const answer = await agents.authenticate(token);
  return answer.kind === 'refused' ? answer.problem.code : 'ok';
};

test('a new agent is recognised by the token it was given, and the token is stored nowhere', async () => {
  const { agent, token, tokenId } = await create();
  const known = await agents.authenticate(token);
  assert.ok(known.kind === 'authenticated');
  assert.deepEqual(known.agent, { kind: 'agent', id: agent.id, org, name: agent.name, epoch: 1 });
  assert.equal(known.tokenId, tokenId);
  const stored = await db.read.selectFrom('agent_tokens').selectAll().execute();
  assert.equal(JSON.stringify(stored).includes(token), false);
  assert.equal(JSON.stringify([entries, await agents.list(org, { limit: 200 })]).includes(token), false);
});

test('nobody, a mangled token and a foreign one are refused, each with its own code', async () => {
  const { token } = await create();
  assert.equal(await codeOf(null), 'unauthenticated');
  assert.equal(await codeOf(''), 'token_invalid');
  assert.equal(await codeOf(`${token} `), 'token_invalid');
  assert.equal(await codeOf(token.slice(0, -1)), 'token_invalid');
  const swapped = token.at(-1) === 'A' ? 'B' : 'A';
  assert.equal(await codeOf(token.slice(0, -1) + swapped), 'token_invalid');
});

test('T44 an unknown token id and a wrong secret get the same answer', async () => {
  const { mintToken } = await import('./token.ts');
  const { tokenId } = await create();
  const wrongSecret = await agents.authenticate(mintToken(tokenId, systemRandom));
  const unknownId = await agents.authenticate(mintToken(`tok_${'0'.repeat(26)}`, systemRandom));
  assert.deepEqual(wrongSecret, unknownId);
});

test('a token expires on database time, not a moment earlier', async () => {
  const { token } = await create(undefined, 1);
  const begun = now;
  now = begun + 86_400_000 - 1;
  assert.equal(await codeOf(token), 'ok');
  now = begun + 86_400_000;
  assert.equal(await codeOf(token), 'token_expired');
  now = begun;
});

test('a revoked token ends at once, the agent’s other tokens go on', async () => {
  const { agent, token, tokenId } = await create();
  const second = await agents.rotate({ org, id: agent.id, actor, expiresInDays: 30 });
  await agents.revoke({ org, id: agent.id, tokenId, actor });
  assert.equal(await codeOf(token), 'token_revoked');
  assert.equal(await codeOf(second.token), 'ok');
  await agents.revoke({ org, id: agent.id, tokenId, actor });
  assert.equal(entries.filter(({ kind }) => kind === 'token.revoked').length, 1);
});

test('a stop is latched: it holds until a release, and both move the epoch', async () => {
  const { agent, token } = await create();
  const stopped = await agents.stop({ org, id: agent.id, actor: 'opr_1' });
  assert.equal(stopped.epoch, 2);
  assert.equal(stopped.stoppedBy, 'opr_1');
  assert.equal(stopped.stoppedAt, now);
  assert.equal(await codeOf(token), 'agent_stopped');
  const again = await agents.stop({ org, id: agent.id, actor: 'opr_2' });
  assert.deepEqual(again, stopped);
  const released = await agents.release({ org, id: agent.id, actor });
  assert.equal(released.epoch, 3);
  assert.equal(released.stoppedAt, null);
  assert.equal(await codeOf(token), 'ok');
});

test('a removed agent is gone for good: its tokens are revoked and its name is free', async () => {
  const { agent, token } = await create('short-lived');
  await agents.remove({ org, id: agent.id, actor });
  assert.equal(await codeOf(token), 'token_revoked');
  assert.equal(await agents.find(org, 'short-lived'), null);
  assert.equal((await agents.find(org, agent.id))?.status, 'removed');
  await assert.rejects(agents.rotate({ org, id: agent.id, actor, expiresInDays: null }), {
    code: 'not_found',
  });
  assert.equal((await agents.release({ org, id: agent.id, actor })).status, 'removed');
  const heir = await create('short-lived');
  assert.equal(await codeOf(heir.token), 'ok');
  assert.equal(await codeOf(token), 'token_revoked');
});

test('two live agents never share a name', async () => {
  await create('billing');
  await assert.rejects(create('billing'), { code: 'name_taken' });
});

test('a name that could be mistaken for another or for an id is refused', async () => {
  for (const name of ['', 'Billing', 'bill\u0456ng', 'agt_1', 'a b', 'a\n', '-a', 'x'.repeat(41)]) {
    await assert.rejects(create(name), { code: 'invalid_request' }, JSON.stringify(name));
  }
});

test('every change leaves one entry, and without the entry there is no change', async () => {
  const { agent } = await create();
  await agents.stop({ org, id: agent.id, actor });
  await agents.release({ org, id: agent.id, actor });
  await agents.remove({ org, id: agent.id, actor });
  assert.deepEqual(
    entries.map(({ kind }) => kind),
    ['agent.created', 'token.created', 'agent.stopped', 'agent.released', 'agent.removed'],
  );
  const survivor = await create();
  auditFails = true;
  await assert.rejects(agents.stop({ org, id: survivor.agent.id, actor }), { code: 'storage_unavailable' });
  await assert.rejects(create('never'), { code: 'storage_unavailable' });
  assert.equal(await codeOf(survivor.token), 'ok');
  assert.equal(await agents.find(org, 'never'), null);
});

test('an agent of another org is not found', async () => {
  const { agent } = await create();
  assert.equal(await agents.find('other', agent.id), null);
  await assert.rejects(agents.stop({ org: 'other', id: agent.id, actor }), { code: 'not_found' });
});

test('another end for a token counts from now, and none for a token that ended', async () => {
  const { agent, token, tokenId } = await create(undefined, 1);
  const begun = now;
  const moved = await agents.moveEnd({ org, id: agent.id, tokenId, actor }, 30);
  assert.equal(moved.tokens[0]?.expiresAt, begun + 30 * 86_400_000);
  now = begun + 2 * 86_400_000;
  assert.equal(await codeOf(token), 'ok');
  now = begun + 31 * 86_400_000;
  await assert.rejects(agents.moveEnd({ org, id: agent.id, tokenId, actor }, 30), { code: 'not_found' });
  assert.equal(await codeOf(token), 'token_expired', 'what ended stays ended');
  now = begun;
  await agents.revoke({ org, id: agent.id, tokenId, actor });
  await assert.rejects(agents.moveEnd({ org, id: agent.id, tokenId, actor }, null), { code: 'not_found' });
  const other = await create();
  await assert.rejects(agents.moveEnd({ org, id: agent.id, tokenId: other.tokenId, actor }, 30), {
    code: 'not_found',
  });
});

test('an agent is handed over only to somebody who is here, and the log says to whom', async () => {
  const { agent } = await create();
  await assert.rejects(agents.handOver({ org, id: agent.id, actor }, 'opr_nobody'), {
    code: 'invalid_request',
  });
  const nobody = await agents.handOver({ org, id: agent.id, actor }, null);
  assert.equal(nobody.ownerId, null);
  assert.deepEqual(entries.at(-1)?.details, { owner: null });
});

test('an agent is a test agent from its first moment or never', async () => {
  const made = await agents.create({
    org,
    name: 'made-for-tests',
    tools: 'auto',
    expiresInDays: 1,
    test: true,
    actor,
  });
  assert.equal(made.agent.test, true);
  assert.deepEqual(entries[0]?.details, { name: 'made-for-tests', tools: 'auto', test: true });
  assert.equal((await create()).agent.test, false);
});
