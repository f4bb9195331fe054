import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import type { Decision } from '../decision/decision.ts';
import type { Agent, Call } from './call.ts';
import { runAsync, runSync, StepCannotWait } from './drivers.ts';
import { enforce } from './enforce.ts';
import type { Claim, Gate, Progress } from './gate.ts';
import type { Outcome, Refused } from './outcome.ts';

interface TestTypes {
  request: string;
  agent: Agent;
  call: Call;
  context: string;
  permit: { readonly permit: string };
  sent: string;
  seen: string;
}

const ORDER = [
  'authenticate',
  'resolve',
  'recall',
  'inspect',
  'decide',
  'consult',
  'claim',
  'forward',
  'inspectReply',
  'filter',
  'record',
  'remember',
] as const;
type StepName = (typeof ORDER)[number];

const agent: Agent = { kind: 'agent', id: 'agt_1', org: 'default', name: 'ada', epoch: 1 };
const call = { id: 'cal_1' } as Call;
const decision: Decision = {
  effect: 'allow',
  reasons: [{ code: 'default_risk' }],
  obligations: [],
  policy: { version: 1, rule: null },
};
const refused: Refused = { kind: 'refused', callId: null, problem: { code: 'x', message: 'x' } };
const released: Outcome = {
  kind: 'released',
  callId: 'cal_1',
  replayed: false,
  reply: { status: 200, headers: [], parts: [], is_error: false },
};
const failed: Outcome = {
  kind: 'failed',
  callId: 'cal_1',
  problem: { code: 'fault', message: 'x' },
  upstreamStatus: null,
  reply: null,
};

/** A gate that notes the order of its steps; one step may be replaced, one may throw, one may wait. */
function makeGate(options: { replace?: Partial<Gate<TestTypes>>; throwAt?: StepName; waitAt?: StepName }): {
  gate: Gate<TestTypes>;
  ran: string[];
  faults: { error: unknown; progress: Progress<TestTypes> }[];
} {
  const ran: string[] = [];
  const faults: { error: unknown; progress: Progress<TestTypes> }[] = [];
  const step = <V>(name: StepName, value: V): (() => V | Promise<V>) => {
    return () => {
      ran.push(name);
      if (options.throwAt === name) throw new Error(`broken ${name}`);
      return options.waitAt === name ? Promise.resolve(value) : value;
    };
  };
  const claim: Claim<TestTypes['permit']> = { kind: 'permit', permit: { permit: 'p' } };
  const gate: Gate<TestTypes> = {
    authenticate: step('authenticate', agent),
    resolve: step('resolve', call),
    recall: step('recall', 'context'),
    inspect: step('inspect', []),
    decide: step('decide', decision),
    consult: step('consult', decision),
    claim: step('claim', claim),
    forward: step('forward', 'sent'),
    inspectReply: step('inspectReply', 'seen'),
    filter: step('filter', released),
    record: step('record', undefined),
    remember: step('remember', undefined),
    refuse: (_request, _agent, refusal) => {
      ran.push('refuse');
      return refusal;
    },
    fault: (error, progress) => {
      ran.push('fault');
      faults.push({ error, progress: { ...progress } });
      return failed;
    },
    ...options.replace,
  };
  return { gate, ran, faults };
}

describe('enforce', () => {
  test('the steps run once each in the written order, for both drivers', async () => {
    const sync = makeGate({});
    assert.equal(runSync(enforce(sync.gate, 'request')), released);
    assert.deepEqual(sync.ran, ORDER);
    const async = makeGate({ waitAt: 'forward' });
    assert.equal(await runAsync(enforce(async.gate, 'request')), released);
    assert.deepEqual(async.ran, ORDER);
  });

  test('a caller who is refused, or a call that cannot be resolved, goes no further', () => {
    const unknown = makeGate({ replace: { authenticate: () => refused } });
    assert.equal(runSync(enforce(unknown.gate, 'request')), refused);
    assert.deepEqual(unknown.ran, ['refuse']);
    const unresolved = makeGate({ replace: { resolve: () => refused } });
    assert.equal(runSync(enforce(unresolved.gate, 'request')), refused);
    assert.deepEqual(unresolved.ran, ['authenticate', 'refuse']);
  });

  const pending: Outcome = {
    kind: 'pending',
    callId: 'cal_1',
    approval: { id: 'apr_1', url: 'http://localhost/approvals/apr_1', approve_before: 1, retry_after_s: 1 },
  };
  const denied: Outcome = {
    kind: 'denied',
    callId: 'cal_1',
    reasons: [],
    problem: { code: 'denied', message: 'x' },
  };
  const held: Outcome = { kind: 'held', callId: 'cal_1', until: 1 };
  for (const end of [denied, pending, held, released]) {
    test(`a claim that ends ${end.kind} without a permit never reaches forward`, () => {
      const { gate, ran } = makeGate({ replace: { claim: () => end } });
      assert.equal(runSync(enforce(gate, 'request')), end);
      assert.equal(ran.includes('forward'), false);
      assert.equal(ran.at(-1), 'consult');
    });
  }

  for (const [index, name] of ORDER.entries()) {
    test(`a throw in ${name} ends in fault, once, and no later step runs`, async () => {
      for (const run of [
        async (gate: Gate<TestTypes>) => runSync(enforce(gate, 'request')),
        (gate: Gate<TestTypes>) => runAsync(enforce(gate, 'request')),
      ]) {
        const { gate, ran, faults } = makeGate({ throwAt: name });
        assert.equal(await run(gate), failed);
        assert.deepEqual(ran, [...ORDER.slice(0, index + 1), 'fault']);
        assert.equal(faults.length, 1);
        assert.equal(faults[0]?.progress.call, index > 1 ? call : null);
        // with a permit in hand a byte may have left: fault must know
        assert.equal(faults[0]?.progress.permit !== null, index > 6);
      }
    });

    test(`a rejection in ${name} ends in fault like a throw`, async () => {
      const rejecting = () => Promise.reject(new Error('later'));
      const { gate, ran } = makeGate({ replace: { [name]: rejecting } });
      assert.equal(await runAsync(enforce(gate, 'request')), failed);
      assert.deepEqual(ran, [...ORDER.slice(0, index), 'fault']);
    });

    test(`where nothing can wait, ${name} wanting to wait ends in fault and never in an allow`, () => {
      const { gate, ran, faults } = makeGate({ waitAt: name });
      assert.equal(runSync(enforce(gate, 'request')), failed);
      assert.deepEqual(ran, [...ORDER.slice(0, index + 1), 'fault']);
      assert.ok(faults[0]?.error instanceof StepCannotWait);
    });
  }

  test('where nothing can wait, a step that waits in vain or is a promise of another realm is abandoned quietly', async () => {
    const later = Promise.reject(new Error('nobody listens'));
    const lookalike: Promise<Decision> = runInNewContext('new Promise(() => {})');
    for (const waiting of [later, lookalike]) {
      const { gate, ran } = makeGate({ replace: { decide: () => waiting } });
      assert.equal(runSync(enforce(gate, 'request')), failed);
      assert.equal(ran.includes('forward'), false);
    }
    // an unhandled rejection would surface here and fail the test
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('the decision after the judges is the one that is claimed and whose obligations are honoured', () => {
    const raised: Decision = {
      ...decision,
      effect: 'ask',
      obligations: [{ kind: 'hide_fields', paths: ['email'] }],
    };
    const given: unknown[] = [];
    const { gate } = makeGate({
      replace: {
        consult: () => raised,
        claim: (_call, claimed) => {
          given.push(claimed);
          return { kind: 'permit', permit: { permit: 'p' } };
        },
        filter: (_call, _sent, obligations) => {
          given.push(obligations);
          return released;
        },
      },
    });
    runSync(enforce(gate, 'request'));
    assert.deepEqual(given, [raised, raised.obligations]);
  });
});
