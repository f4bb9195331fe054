import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ROUTES, type Route } from '@agentport/contract';
import { Client } from 'undici';
import { systemRandom } from '../../kernel/random.ts';
import { PASSWORD, peopleFixture } from '../../operators/people.fixture.ts';
import { createServer } from '../server.ts';
import { logger } from './plane.fixture.ts';
import { registerOperatorApi } from './register.ts';
import { standInDeps } from './rooms.fixture.ts';

async function withSocket(
  work: (
    send: (method: string, target: string, body?: unknown) => Promise<[number, string]>,
  ) => Promise<void>,
): Promise<string[]> {
  const directory = mkdtempSync(path.join(tmpdir(), 'control-'));
  const socketPath = path.join(directory, 'control.sock');
  await using people = await peopleFixture();
  const { deps, reached } = standInDeps(people);
  const app = createServer({ door: 'socket', publicUrl: deps.publicUrl, logger, random: systemRandom });
  registerOperatorApi(app, deps, 'socket');
  await app.listen({ path: socketPath });
  const client = new Client('http://control', { socketPath });
  await work(async (method, target, body) => {
    const json = body === undefined ? null : JSON.stringify(body);
    const headers = json === null ? {} : { 'content-type': 'application/json' };
    const answer = await client.request({ method: method as 'GET', path: target, headers, body: json });
    return [answer.statusCode, await answer.body.text()];
  });
  await client.close();
  await app.close();
  rmSync(directory, { recursive: true });
  return reached;
}

test('the control socket serves exactly the routes marked for it, without a sign-in', async () => {
  await withSocket(async (send) => {
    for (const [id, route] of Object.entries<Route>(ROUTES)) {
      const [status, text] = await send(route.method, route.path.replaceAll(/\{\w+\}/g, '1'));
      const served = !text.includes('There is nothing at this path') && status !== 405;
      assert.equal(served, route.local === true, `${id}: ${status} ${text}`);
      assert.ok(status !== 401 && status !== 403 && status !== 500, `${id}: ${status} ${text}`);
    }
  });
});

test('bootstrap creates the first person once, and hands out what scripts need', async () => {
  await withSocket(async (send) => {
    const body = { email: 'priya@example.com', password: PASSWORD };
    const [status, text] = await send('POST', '/api/v1/bootstrap', body);
    assert.equal(status, 201);
    const made = JSON.parse(text) as Record<string, unknown>;
    assert.match(String(made.totp_secret), /^[A-Z2-7]{32}$/);
    assert.match(String(made.sign_in_token), /^ap_op_/);
    assert.equal((made.recovery_codes as string[]).length, 10);
    const [again, refusal] = await send('POST', '/api/v1/bootstrap', body);
    assert.deepEqual([again, JSON.parse(refusal).error.code], [409, 'already_set_up']);
  });
});
