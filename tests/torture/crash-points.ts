import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Dialect } from '../../packages/gateway/src/storage/testing.ts';
import type { CleansUp } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { driveToEnd } from './asked-call.ts';
import { FAULTS, type Fault } from './faults.ts';
import type { GatewayProcess } from './gateway-process.ts';
import type { Agent } from './installation.ts';
import { type Point, pointsOf, SERVICE_POINTS } from './points.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * Every point of this database, one call each, through one installation. A kill is tried at every point; of the two errors
 * each point has one here and the other one on the other database, for coming to rest by itself takes a gateway seconds.
 * `npm run torture -- --points` tries all of them.
 */
export async function testCrashPoints(dialect: Dialect, which: 'kill' | 'errors'): Promise<void> {
  const points = pointsOf(dialect).map((point) => ({
    point,
    fault: which === 'kill' ? which : errorAt(point, dialect),
  }));
  const fail = await openPoints({ after: (done) => after(done) }, dialect);
  for (const { point, fault } of points) {
    test(`${fault} at "${point.name}": nothing is lost, doubled or unapproved`, () => fail(point, fault));
  }
}

/** Those that only one database has alternate there. */
function errorAt({ name }: Point, dialect: Dialect): Fault {
  const names = pointsOf('postgres').map((point) => point.name);
  const isOdd = names.indexOf(name) % 2 === 1;
  return isOdd === (dialect === 'sqlite') ? 'throw' : 'disconnect';
}

/** All points with all faults. @returns how many went wrong */
export async function runPoints(
  t: CleansUp,
  { dialect, print }: { dialect: Dialect; print(line: string): void },
): Promise<number> {
  const fail = await openPoints(t, dialect);
  let wrong = 0;
  const points = pointsOf(dialect);
  for (const point of points) {
    for (const fault of FAULTS) {
      await fail(point, fault).catch((error: unknown) => {
        wrong += 1;
        print(`${fault} at "${point.name}": ${String(error)}`);
      });
    }
  }
  print(`${dialect}: ${points.length} points, ${FAULTS.length} faults each, ${wrong} went wrong`);
  return wrong;
}

/** One installation and one agent, whose calls fail one after another. */
async function openPoints(
  t: CleansUp,
  dialect: Dialect,
): Promise<(point: Point, fault: Fault) => Promise<void>> {
  const stage = await openStage(t, dialect, { agents: 1, gateways: 1, starts: 'many' });
  const [agent] = stage.agents;
  assert.ok(agent);
  let calls = 0;
  return (point, fault) => failAt(stage, agent, point, fault, `call-${++calls}`);
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
