import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { until } from '../support/until.ts';
import { driveToEnd } from './asked-call.ts';
import { openStage } from './stage.ts';

/** Where a gateway has something in hand that it must not go on with when it wakes up. */
const POINTS = [
  'answer: commit acknowledged',
  'execution: agent known again',
  'claim: commit acknowledged',
  'courier: called',
  'courier: credential opened',
  'wire: request body sent',
  'courier: answered',
  'sequencer: inbox read',
];

const stage = await openStage({ after: (done) => after(done) }, 'postgres', {
  ...{ agents: 1, gateways: 2, starts: 'few' },
});
const { look, installation } = stage;
const [agent] = stage.agents;
assert.ok(agent);
await stage.gateway(1);

for (const [index, point] of POINTS.entries()) {
  test(`T99 a gateway stopped at "${point}" until its lease was over does nothing more under its old epoch`, async () => {
    const ref = `asleep-${index}`;
    // the second one gives entries their place once it has taken that duty over
    const [asleep, awake] = point.startsWith('sequencer') ? [1, 0] : [0, 1];
    const sleeper = await stage.gateway(asleep);
    const asked = await stage.ask(agent, 'write', ref, { gateway: asleep });
    const approval = asked?.body.approval.id;
    const before = await registrationOf(asleep);
    await sleeper.arm(point, 'suspend');
    const answering = stage.answer(ref, approval, 'approve', asleep);
    await until(() => isSuspended(sleeper.pid), { deadlineMs: 20_000, what: 'the gateway to stand still' });

    await stage.lapse(asleep);
    const status = await driveToEnd(stage, agent, ref, awake);
    assert.ok([200, 424].includes(status), `the agent's last answer was ${status}`);
    assert.ok(await stage.rest(20_000), 'the other gateway brings it to its end');
    const left = await tracesOf(approval);
    const effects = installation.ledger.effects.length;

    process.kill(sleeper.pid, 'SIGCONT');
    await answering;
    const isNew = async () => (await registrationOf(asleep)) > before;
    await until(isNew, { deadlineMs: 30_000, what: 'a registration with a higher epoch' });
    assert.ok(await stage.rest(20_000), 'comes to rest');
    assert.deepEqual(await tracesOf(approval), left, 'call and entries are as the other gateway left them');
    assert.equal(installation.ledger.effects.length, effects, 'nothing was sent');
    assert.deepEqual(await stage.check(awake), [], sleeper.log());
    assert.ok(sleeper.isAlive(), 'it goes on under a new epoch');
  });
}

/** What is stored about the call of a question; who collected it, and when, is no part of what was done. */
function tracesOf(approval: string) {
  return look(async (read) => {
    const call = await read
      .selectFrom('calls')
      .innerJoin('approvals', 'approvals.call_id', 'calls.id')
      .select(['calls.id', 'state', 'permit_id', 'gateway_id', 'gateway_epoch', 'finished_at'])
      .where('approvals.id', '=', approval)
      .executeTakeFirstOrThrow();
    const entries = await read
      .selectFrom('audit_entries')
      .select('kind')
      .where('call_id', '=', call.id)
      .where('kind', '!=', 'call.collected')
      .orderBy('leaf_index')
      .execute();
    return { ...call, entries: entries.map(({ kind }) => kind) };
  });
}

function registrationOf(gateway: number): Promise<number> {
  const id = readFileSync(`${installation.homes[gateway]?.folder}/data/gateway-id`, 'utf8').trim();
  return look(async (read) => {
    const { epoch } = await read
      .selectFrom('gateways')
      .select((eb) => eb.fn.max('epoch').as('epoch'))
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return epoch;
  });
}

/** @see proc_pid_stat(5): the state is the first field after the name */
function isSuspended(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}
