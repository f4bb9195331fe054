import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import { until } from '../support/until.ts';
import { driveToEnd } from './asked-call.ts';
import type { Fault } from './faults.ts';
import type { GatewayProcess } from './gateway-process.ts';
import type { Agent } from './installation.ts';
import { type Point, pointsOf, SERVICE_POINTS } from './points.ts';
import { openStage, type Stage } from './stage.ts';

/** Every point of this database with these faults, one call each, through one installation. */
export async function testCrashPoints(dialect: Dialect, faults: readonly Fault[]): Promise<void> {
  const stage = await openStage({ after: (done) => after(done) }, dialect, {
    agents: 1,
    gateways: 1,
    starts: 'many',
  });
  const [agent] = stage.agents;
  assert.ok(agent);
  let calls = 0;
  for (const point of pointsOf(dialect)) {
    for (const fault of faults) {
      test(`${fault} at "${point.name}": nothing is lost, doubled or unapproved`, async () => {
        await failAt(stage, agent, point, fault, `call-${++calls}`);
      });
    }
  }
}

async function failAt(stage: Stage, agent: Agent, point: Point, fault: Fault, ref: string): Promise<void> {
  const gateway = await stage.gateway();
  await gateway.order({ kind: 'disarm' });
  const strike = SERVICE_POINTS.some((name) => name === point.name)
    ? fromOutside(stage, gateway, point.name, fault, ref)
    : fromInside(gateway, point.name, fault);

  if (point.stage === 'ask') await strike.arm();
  const asked = await stage.ask(agent, 'write', ref);
  if (point.stage !== 'ask') {
    const approval = asked?.body?.approval?.id;
    if (point.stage === 'answer') await strike.arm();
    await stage.answer(ref, approval, 'approve');
    if (point.stage === 'collect') {
      assert.ok(await stage.rest(10_000));
      await strike.arm();
      await stage.ask(agent, 'write', ref);
    }
  }
  const struck = await until(strike.isDone, { deadlineMs: 30_000, what: 'the fault' }).catch(() => false);
  assert.ok(struck, `the point is passed; asked: ${asked?.text}`);

  const status = await driveToEnd(stage, agent, ref);
  assert.ok([200, 424, 410].includes(status), `the agent's last answer was ${status}`);
  assert.ok(await stage.rest(15_000), 'comes to rest by itself');
  assert.deepEqual(await stage.check(), [], gateway.log());
}

interface Strike {
  arm(): Promise<void> | void;
  isDone(): boolean;
}

function fromInside(gateway: GatewayProcess, point: string, fault: Fault): Strike {
  return {
    arm: () => gateway.arm(point, fault),
    isDone: () => !gateway.isAlive() || gateway.hit() === point,
  };
}

/** The service itself stops what is talking to it. */
function fromOutside(
  stage: Stage,
  gateway: GatewayProcess,
  point: string,
  fault: Fault,
  wanted: string,
): Strike {
  const { ledger } = stage.installation;
  let done = false;
  return {
    arm() {
      ledger.meanwhile = async (ref, moment) => {
        if (ref !== wanted || `service: ${moment}` !== point) return;
        ledger.meanwhile = () => undefined;
        if (fault === 'kill') await gateway.kill();
        if (fault === 'disconnect') await gateway.order({ kind: 'cut' });
        done = true;
        if (fault === 'throw') throw new Error('the service broke');
      };
    },
    isDone: () => done,
  };
}
