import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'undici';
import type { OpenedSignIn } from '../../operators/index.ts';
import { FROM, nextCode } from '../../operators/people.fixture.ts';
import { asPerson, createPlane, type Plane } from './plane.fixture.ts';

interface Listening {
  readonly status: number;
  /** resolves with the next piece of text, or null when the stream has ended */
  next(): Promise<string | null>;
  close(): Promise<void>;
}

async function listen(plane: Plane, signIn: OpenedSignIn): Promise<Listening> {
  const client = new Client(`http://127.0.0.1:${plane.port}`, { bodyTimeout: 5_000 });
  const headers = { host: `localhost:${plane.port}`, ...asPerson(plane, signIn) };
  const answer = await client.request({ method: 'GET', path: '/api/v1/events', headers });
  const chunks = answer.body[Symbol.asyncIterator]();
  return {
    status: answer.statusCode,
    async next() {
      const { value, done } = await chunks.next();
      return done ? null : String(value);
    },
    close: () => client.destroy(),
  };
}

const CHANGE = { callId: 'cal_1', approvalId: 'apr_1', agentId: 'agt_1', state: 'approved' } as const;

test('a change reaches every open page as ids and state, never as content', async () => {
  await using plane = await createPlane();
  const stream = await listen(plane, await plane.signIn());
  assert.equal(stream.status, 200);
  assert.equal(await stream.next(), 'retry: 3000\n\n');
  plane.announce(CHANGE);
  const data = /^data: (.*)\n\n$/.exec((await stream.next()) ?? '')?.[1] ?? '';
  assert.deepEqual(JSON.parse(data), {
    type: 'call',
    call_id: 'cal_1',
    approval_id: 'apr_1',
    agent_id: 'agt_1',
    state: 'approved',
  });
  await stream.close();
});

test('T39 signing out ends the stream at once, and nothing more is told to it', async () => {
  await using plane = await createPlane();
  const [leaving, staying] = [await plane.signIn(), await plane.signIn()];
  const [ended, open] = [await listen(plane, leaving), await listen(plane, staying)];
  await Promise.all([ended.next(), open.next()]);
  await plane.people.operators.signOut(leaving, FROM);
  plane.announce(CHANGE);
  assert.equal(await ended.next(), null);
  assert.match((await open.next()) ?? '', /cal_1/);
  await open.close();
});

test('T39 a sign-in that expires or is suspended loses its stream within a heartbeat', async () => {
  await using plane = await createPlane();
  const stream = await listen(plane, await plane.signIn());
  await stream.next();
  plane.people.clock.advance(15_000);
  assert.equal(await stream.next(), ': still here\n\n');
  await plane.people.db.unit((tx) => tx.updateTable('operators').set({ status: 'suspended' }).execute());
  plane.people.clock.advance(15_000);
  assert.equal(await stream.next(), null);
});

test('a stream survives a step-up, which is the same sign-in with a new cookie', async () => {
  await using plane = await createPlane();
  const signIn = await plane.signIn();
  const stream = await listen(plane, signIn);
  await stream.next();
  await plane.people.operators.stepUp(signIn, nextCode(plane.people, plane.totpSecret), FROM);
  plane.announce(CHANGE);
  let text = await stream.next();
  if (text === ': still here\n\n') text = await stream.next();
  assert.match(text ?? '', /cal_1/);
  await stream.close();
});

test('T70 one sign-in holds only so many streams', async () => {
  await using plane = await createPlane();
  const signIn = await plane.signIn();
  const streams = await Promise.all(Array.from({ length: 12 }, () => listen(plane, signIn)));
  assert.deepEqual(new Set(streams.map(({ status }) => status)), new Set([200]));
  const refused = await listen(plane, signIn);
  assert.equal(refused.status, 429);
  await Promise.all([...streams, refused].map((stream) => stream.close()));
});
