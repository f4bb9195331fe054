import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testClock } from '../../packages/gateway/src/storage/testing.ts';
import { CRASH_POINTS, type CrashPoint, startCrashing } from '../support/crash.ts';
import { send, startTestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';

const cleanups: (() => void)[] = [];
after(() => {
  for (const clean of cleanups.reverse()) clean();
});

// the children run on real time, so the installation is made a little before it
const installation = await startTestGateway(
  { after: (done) => void cleanups.push(done) },
  { clock: testClock(Date.now() - 10 * 60_000) },
);
const { token } = await installation.agent();
await installation.running.close();
const { stripe } = installation.sandbox;
const { cookie, csrf } = installation.operator;

// what takes up the pieces of one crash is the process that dies in the next test
let gateway = await startCrashing(installation, CRASH_POINTS[0]);
after(() => gateway.process.stop());

/** What must be true after the next start, by where the process died. `sent`: how often the service did it so far. */
const EXPECTED: Record<
  CrashPoint,
  { state: string; recovered: { unknown: number; resumed: number }; sent: number }
> = {
  'before the decision is committed': {
    state: 'pending',
    recovered: { unknown: 0, resumed: 0 },
    sent: 0,
  },
  'after the decision is committed': {
    state: 'succeeded',
    recovered: { unknown: 0, resumed: 1 },
    sent: 1,
  },
  'after the claim is committed': {
    state: 'outcome_unknown',
    recovered: { unknown: 1, resumed: 0 },
    sent: 0,
  },
  'after the service did it': {
    state: 'outcome_unknown',
    recovered: { unknown: 1, resumed: 0 },
    sent: 1,
  },
  'after the outcome is committed': {
    state: 'succeeded',
    recovered: { unknown: 0, resumed: 0 },
    sent: 1,
  },
};

const THREAT: Record<CrashPoint, string> = {
  'before the decision is committed': '',
  'after the decision is committed': 'T34 ',
  'after the claim is committed': '',
  'after the service did it': 'T35 ',
  'after the outcome is committed': '',
};

for (const [index, point] of CRASH_POINTS.entries()) {
  test(`${THREAT[point]}killed ${point}: nothing is sent twice, unapproved or lost`, async () => {
    const expected = EXPECTED[point];
    const args = { name: `Killed ${point}` };
    const before = stripe.service.effects.length;
    const asked = await call(args, 'respond-async');
    assert.equal(asked.status, 202, asked.text);
    const { id } = asked.body.approval;
    await gateway.arm();
    const held = call(args, 'wait=20').catch(() => 'cut off');
    const approved = approve(id).catch(() => 'cut off');
    const exit = await gateway.process.exited;
    assert.equal(exit.signal, 'SIGKILL', gateway.process.stderr());
    await Promise.all([held, approved]);

    gateway = await startCrashing(installation, CRASH_POINTS[index + 1] ?? point);
    assert.deepEqual(gateway.recovered, expected.recovered);
    const state = await until(() => stateWhenStill(id), { deadlineMs: 15_000, what: 'the call to end' });
    assert.equal(state, expected.state);
    assert.equal(stripe.service.effects.length - before, expected.sent);
    await closeStory({ id, callId: asked.body.call.id, args, before, state });
    const verified = await operator('POST', '/api/v1/audit/verify');
    assert.equal(verified.body.ok, true, verified.text);
  });
}

interface Story {
  readonly id: string;
  readonly callId: string;
  readonly args: unknown;
  readonly before: number;
  readonly state: string;
}

/** Whatever the crash left can be brought to its end, once. */
async function closeStory(story: Story): Promise<void> {
  const done = () => stripe.service.effects.length - story.before;
  const sent = done();
  if (story.state === 'outcome_unknown') {
    const unknown = await operator('GET', '/api/v1/calls?state=outcome_unknown');
    assert.ok(unknown.body.items.some((item: { id: string }) => item.id === story.callId));
    const again = await call(story.args, 'wait=1');
    assert.equal(again.status, 424, again.text);
    assert.equal(done(), sent, 'an unknown call is not sent again');
    return;
  }
  if (story.state === 'pending') assert.equal((await approve(story.id)).status, 200);
  const collected = await call(story.args, 'wait=20');
  assert.equal(collected.status, 200, collected.text);
  assert.equal(collected.body.call.id, story.callId);
  assert.equal(done(), 1);
}

async function stateWhenStill(id: string): Promise<string | null> {
  const page = await operator('GET', `/api/v1/approvals/${id}`);
  return ['approved', 'executing'].includes(page.body.state) ? null : page.body.state;
}

async function approve(id: string) {
  const seen = await operator('GET', `/api/v1/approvals/${id}`);
  const { action_sha256, display_sha256 } = seen.body;
  return operator('POST', `/api/v1/approvals/${id}/approve`, { action_sha256, display_sha256 });
}

function call(args: unknown, prefer: string) {
  const headers = { authorization: `Bearer ${token}`, prefer };
  return send(gateway.url, 'POST', '/stripe/create_customer', args, headers);
}

function operator(method: string, path: string, body?: unknown) {
  const headers = { cookie, origin: gateway.url, 'x-agentport-csrf': csrf };
  return send(gateway.url, method, path, body, headers);
}
