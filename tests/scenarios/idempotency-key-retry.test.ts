import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Courier, Sent } from '../../packages/gateway/src/courier/index.ts';
import { openScene } from '../support/scene.ts';

/** What the way to the service is like for one call. */
type Weather = 'unreachable' | 'busy' | 'too_many' | 'refused' | 'fine';

const NOTHING = {
  disposition: 'failed',
  reply: null,
  retryAfterSeconds: null,
  credentialEchoes: 0,
  timing: { startedAt: 0, finishedAt: 0 },
} as const;
const problem = (code: string) => ({ code, message: 'for the test' });

const ENDS: Readonly<Record<Exclude<Weather, 'fine'>, Sent>> = {
  unreachable: {
    ...NOTHING,
    ...{ reached: 'not_sent', upstreamStatus: null, problem: problem('upstream_unreachable') },
  },
  busy: { ...NOTHING, reached: 'not_sent', upstreamStatus: null, problem: problem('connection_busy') },
  too_many: {
    ...NOTHING,
    ...{ reached: 'answered', upstreamStatus: 429, problem: problem('upstream_rate_limited') },
  },
  refused: { ...NOTHING, reached: 'answered', upstreamStatus: 400, problem: problem('upstream_error') },
};
/** with such an end the service did something, or looked and said no */
const isFinal = (weather: Weather) => weather === 'fine' || weather === 'refused';

let weather: Weather = 'fine';
const courier = (real: Courier): Courier => ({
  send: async (send) => (weather === 'fine' ? real.send(send) : ENDS[weather]),
});
const scene = await openScene({ wrap: { courier }, limits: { calls_per_minute: 100_000 } });
const keyed = (key: string) => ({ 'idempotency-key': key });
const STATUS: Record<Weather, number> = {
  ...{ unreachable: 502, busy: 429, too_many: 429 },
  ...{ refused: 502, fine: 200 },
};

test('a key whose calls never reached the service may be used until one does; from then on it gets that answer, and there is one effect at most', async () => {
  await scene.policy('allow');
  const { token } = await scene.gateway.agent();
  let round = 0;
  const anyWeather = fc.constantFrom<Weather>('unreachable', 'busy', 'too_many', 'refused', 'fine');
  await fc.assert(
    fc.asyncProperty(fc.array(anyWeather, { minLength: 1, maxLength: 6 }), async (days) => {
      const [args, key, before] = [scene.newCustomer(), `weather-${++round}`, scene.effects()];
      const seen = new Set<string>();
      let final: { status: number; callId: string } | null = null;
      for (const day of days) {
        weather = day;
        const { status, body, text } = await scene.call(token, args, keyed(key));
        const callId: string = body.call.id;
        if (final !== null) assert.deepEqual({ status, callId }, final, text);
        else assert.deepEqual([status, seen.has(callId)], [STATUS[day], false], text);
        seen.add(callId);
        if (isFinal(day)) final ??= { status, callId };
      }
      const done = days.find(isFinal) === 'fine' ? 1 : 0;
      assert.equal(scene.effects(), before + done);
    }),
    { numRuns: 40 },
  );
  weather = 'fine';
  await scene.verify();
});

test('an approved call that was not sent is told once under its key, then the key asks anew', async () => {
  await scene.policy('ask');
  const { token } = await scene.gateway.agent();
  const [args, before] = [scene.newCustomer(), scene.effects()];
  const asked = await scene.call(token, args, keyed('asked'));
  weather = 'unreachable';
  await scene.approve(asked.body.approval.id);
  assert.equal(await scene.settled(asked.body.approval.id), 'failed');
  weather = 'fine';
  const told = await scene.call(token, args, keyed('asked'));
  assert.deepEqual([told.status, told.body.call.id], [502, asked.body.call.id], told.text);
  const anew = await scene.call(token, args, keyed('asked'));
  assert.equal(anew.status, 202, anew.text);
  assert.notEqual(anew.body.approval.id, asked.body.approval.id);
  await scene.approve(anew.body.approval.id);
  assert.equal(await scene.settled(anew.body.approval.id), 'succeeded');
  assert.equal((await scene.call(token, args, keyed('asked'))).status, 200);
  assert.equal(scene.effects(), before + 1);
});

test('T12 a key whose call was not sent stays bound to its arguments', async () => {
  await scene.policy('allow');
  const { token } = await scene.gateway.agent();
  const before = scene.effects();
  weather = 'unreachable';
  await scene.call(token, scene.newCustomer(), keyed('free'));
  weather = 'fine';
  const other = await scene.call(token, scene.newCustomer(), keyed('free'));
  assert.equal(other.status, 409, other.text);
  assert.equal(scene.effects(), before);
});
