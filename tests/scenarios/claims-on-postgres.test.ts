import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CURRENT, insertApprovedCall } from '../../packages/gateway/src/approvals/stored-call.fixture.ts';
import { type Database, openPostgres, parseDatabaseUrl } from '../../packages/gateway/src/storage/index.ts';
import { dropSchema, newSchemaUrl } from '../../packages/gateway/src/storage/postgres/testing.ts';

const CHILD = fileURLToPath(new URL('../support/claim-on-postgres-child.ts', import.meta.url));
const PROCESSES = 4;
const CLAIMS = 1_000;
/** 200 is the full run: AGENTPORT_ROUNDS=200 */
const ROUNDS = Number(process.env.AGENTPORT_ROUNDS ?? 4);

test(`T6 of four thousand claims of one permit, by four processes at once, exactly one is sent: ${ROUNDS} rounds`, async (t) => {
  const url = await newSchemaUrl();
  const db = await openPostgres({ location: parseDatabaseUrl(url) });
  await db.unit((tx) => insertApprovedCall(tx, Date.now()));
  const sent = new Map<string, string[]>();
  const service = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const callId = String(request.url).slice(1);
    sent.set(callId, [...(sent.get(callId) ?? []), body]);
    response.end();
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const to = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`;
  const claimers = Array.from({ length: PROCESSES }, () => startClaimer(url, to));
  t.after(async () => {
    for (const { child } of claimers) child.kill('SIGKILL');
    service.closeAllConnections();
    service.close();
    await db.close();
    await dropSchema(url);
  });
  await Promise.all(claimers.map(({ line }) => line()));

  for (let round = 1; round <= ROUNDS; round++) {
    const callId = `cal_${round}`;
    if (round > 1) await addApproved(db, round);
    for (const { child } of claimers) child.stdin.write(`${callId}\n`);
    const answers = await Promise.all(claimers.map(({ line }) => line()));
    const tried = answers.map((answer) => answer.split(' '));
    const sum = (column: number) => tried.reduce((all, row) => all + Number(row[column]), 0);
    assert.deepEqual([sum(1), sum(2)], [1, PROCESSES * CLAIMS], answers.join());
    assert.equal(sent.get(callId)?.length, 1);
    const call = await db.read
      .selectFrom('calls')
      .select(['state', 'permit_id'])
      .where('id', '=', callId)
      .executeTakeFirstOrThrow();
    assert.deepEqual([call.state, call.permit_id], ['executing', sent.get(callId)?.[0]]);
  }
  assert.equal(sent.size, ROUNDS);
});

interface Claimer {
  readonly child: ChildProcessWithoutNullStreams;
  /** the next line it prints */
  line(): Promise<string>;
}

function startClaimer(url: string, service: string): Claimer {
  const args = [CHILD, url, service, String(CLAIMS), JSON.stringify(CURRENT)];
  const child = spawn(process.execPath, args);
  child.stderr.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a claimer ended with ${code}`);
  });
  ended.catch(() => undefined);
  return {
    child,
    line: () => Promise.race([once(lines, 'line').then(([line]) => String(line)), ended]),
  };
}

/** One more call that a person approved, like the first. */
async function addApproved(db: Database, round: number): Promise<void> {
  await db.unit(async (tx) => {
    const call = await tx.selectFrom('calls').selectAll().where('id', '=', 'cal_1').executeTakeFirstOrThrow();
    const approval = await tx
      .selectFrom('approvals')
      .selectAll()
      .where('id', '=', 'apr_1')
      .executeTakeFirstOrThrow();
    const review = await tx
      .selectFrom('reviews')
      .selectAll()
      .where('id', '=', 'rev_1')
      .executeTakeFirstOrThrow();
    const fresh = { state: 'approved', permit_id: null, executing_at: null } as const;
    await tx
      .insertInto('calls')
      .values({ ...call, ...fresh, id: `cal_${round}` })
      .execute();
    await tx
      .insertInto('approvals')
      .values({
        ...approval,
        id: `apr_${round}`,
        call_id: `cal_${round}`,
        execute_before: Date.now() + 300_000,
      })
      .execute();
    await tx
      .insertInto('reviews')
      .values({ ...review, id: `rev_${round}`, approval_id: `apr_${round}` })
      .execute();
  });
}
