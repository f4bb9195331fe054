import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'undici';
import { createPlane, type Plane } from './plane.fixture.ts';

async function ask(plane: Plane) {
  const client = new Client(`http://127.0.0.1:${plane.port}`, { bodyTimeout: 5_000 });
  const headers = { host: `localhost:${plane.port}` };
  const answer = await client.request({ method: 'GET', path: '/api/v1/reach', headers });
  const chunks = answer.body[Symbol.asyncIterator]();
  return { answer, next: async () => String((await chunks.next()).value), end: () => client.destroy() };
}

test('whoever asks hears the time here and where they seem to come from, and a second later the end', async () => {
  await using plane = await createPlane();
  const { answer, next, end } = await ask(plane);
  assert.equal(answer.statusCode, 200);
  const said = JSON.parse((await next()).replace(/^data: /, ''));
  assert.deepEqual(said, { now: plane.people.clock.now(), address: '127.0.0.1' });
  assert.match(
    String(answer.headers['set-cookie']),
    /^agentport_reach=1; Path=\/; HttpOnly; SameSite=Strict/,
  );
  plane.people.clock.advance(1_000);
  assert.match(await next(), /"end":true/);
  await end();
});

test('T70 few are served at one time, and whoever leaves makes room', async () => {
  await using plane = await createPlane();
  const open = await Promise.all(Array.from({ length: 10 }, () => ask(plane)));
  const refused = await ask(plane);
  assert.equal(refused.answer.statusCode, 429);
  await refused.end();
  plane.people.clock.advance(1_000);
  for (const one of open) {
    await one.next();
    await one.next();
    await one.end();
  }
  const again = await ask(plane);
  assert.equal(again.answer.statusCode, 200);
  await again.end();
});
