import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CURRENT, insertApprovedCall } from '../../packages/gateway/src/approvals/stored-call.fixture.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { connectSqlite } from '../../packages/gateway/src/storage/sqlite/connect.ts';
import { openSqlite } from '../../packages/gateway/src/storage/sqlite/open.ts';
import { temporaryDirectory } from '../../packages/gateway/src/storage/testing.ts';
import { startProcess } from '../support/process.ts';

const CHILD = fileURLToPath(new URL('../support/claim-child.ts', import.meta.url));
const PROCESSES = 4;
const CLAIMS = 250;

test('T6 of a thousand claims of one permit, by four processes at once, exactly one is sent', async (t) => {
  const path = `${temporaryDirectory(t)}/agentport.db`;
  const migrated = await openSqlite({ path, clock: systemClock });
  await migrated.unit((tx) => insertApprovedCall(tx, systemClock.now()));
  await migrated.close();
  const sent: string[] = [];
  const service = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    sent.push(body);
    response.end();
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  t.after(() => service.close());
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`;

  const args = [CHILD, path, url, String(CLAIMS), JSON.stringify(CURRENT)];
  const claimers = Array.from({ length: PROCESSES }, () => startProcess({ args }));
  await Promise.all(claimers.map((claimer) => claimer.waitForLine(/^ready$/, 30_000)));
  for (const { pid } of claimers) process.kill(pid, 'SIGUSR2');
  const lines = await Promise.all(claimers.map((claimer) => claimer.waitForLine(/^won /, 30_000)));
  await Promise.all(claimers.map((claimer) => claimer.exited));

  const tried = lines.map((line) => line.split(' ').map(Number));
  assert.equal(
    tried.reduce((sum, [, , , all]) => sum + (all ?? 0), 0),
    PROCESSES * CLAIMS,
  );
  assert.equal(
    tried.reduce((sum, [, won]) => sum + (won ?? 0), 0),
    1,
    lines.join(),
  );
  assert.equal(sent.length, 1);

  const db = connectSqlite({ path, clock: systemClock });
  t.after(() => db.close());
  const call = await db.read.selectFrom('calls').selectAll().executeTakeFirstOrThrow();
  assert.deepEqual([call.state, call.permit_id], ['executing', sent[0]]);
});
