import { sql } from 'kysely';
import { type Gateway, ORG } from '../../packages/gateway/src/gateway.ts';
import type { Tx } from '../../packages/gateway/src/storage/index.ts';

/** Questions as years leave them: some thousand that wait, each with a sealed page of its own, and many that were answered. */

const UNIT_OF_PAGES = 500;
const DAY_MS = 86_400_000;

/** Copies the one real question as often as asked. */
export async function multiplyQuestion(gateway: Gateway, count: number): Promise<void> {
  await gateway.db.unit(async (tx) => {
    await copyCalls(tx, { count, prefix: 'cal_z', state: sql`'pending'`, at: sql`c.created_at` });
    await copyApprovals(tx, { calls: 'cal_z', prefix: 'apr_z', decidedAt: sql`null` });
  });
  await sealOwnPages(gateway, count);
}

/** Answered and unanswered questions of the days before; none of them newer than what waits. */
export async function addDecided(gateway: Gateway, count: number): Promise<void> {
  const since = Date.now() - 30 * DAY_MS;
  const state = sql`case n % 4 when 0 then 'denied' when 1 then 'expired' else 'succeeded' end`;
  await gateway.db.unit(async (tx) => {
    await copyCalls(tx, { count, prefix: 'cal_0d', state, at: sql`${since} + n * 20` });
    const decidedAt = sql`case c.state when 'expired' then null else c.created_at + 5000 end`;
    await copyApprovals(tx, { calls: 'cal_0d', prefix: 'apr_0', decidedAt });
    await sql`insert into reviews (id, org, approval_id, operator_id, answer, action_sha256, display_sha256, display_version,
        display_payload, sign_in_id, second_factor, created_at)
      select 'rev_' || substr(a.id, 5), a.org, a.id, (select id from operators limit 1),
        case c.state when 'denied' then 'deny' else 'approve' end, c.action_sha256, a.display_sha256, a.display_version,
        a.display_payload, 'sig_bench', 'none', a.decided_at
      from approvals a join calls c on c.id = a.call_id where substr(c.id, 1, 6) = 'cal_0d' and a.decided_at is not null`.execute(
      tx,
    );
  });
}

type Words = ReturnType<typeof sql>;

async function copyCalls(
  tx: Tx,
  { count, prefix, state, at }: { count: number; prefix: string; state: Words; at: Words },
): Promise<void> {
  await sql`with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n + 1 < ${count})
    insert into calls (id, org, agent_id, connection_id, operation, risk, session, state, intent_sha256, action_sha256,
      action_payload, created_at, finished_at)
    select ${prefix} || substr('000000000' || n, -9), c.org, c.agent_id, c.connection_id, c.operation, c.risk, c.session,
      ${state}, ${prefix} || '-asked-' || n, c.action_sha256, c.action_payload, ${at}, null
    from numbers, (select * from calls where state = 'pending' limit 1) c`.execute(tx);
}

async function copyApprovals(
  tx: Tx,
  { calls, prefix, decidedAt }: { calls: string; prefix: string; decidedAt: Words },
): Promise<void> {
  await sql`insert into approvals (id, org, call_id, approve_before, execute_before, step_up, reasons, policy_version,
      display_payload, display_sha256, display_version, decided_at)
    select ${prefix} || c.id, a.org, c.id, a.approve_before, null, a.step_up, a.reasons, a.policy_version, a.display_payload,
      a.display_sha256, a.display_version, ${decidedAt}
    from calls c, (select * from approvals order by rowid limit 1) a
    where substr(c.id, 1, ${calls.length}) = ${calls}`.execute(tx);
}

async function sealOwnPages({ db, vault }: Gateway, count: number): Promise<void> {
  const waiting = await db.read
    .selectFrom('approvals')
    .select(['id', 'display_payload'])
    .where('id', '>', 'apr_z')
    .limit(count)
    .execute();
  const [model] = waiting;
  if (!model) throw new Error('the bench needs a question that waits');
  const { plaintext } = await vault.payloads.get(model.display_payload);
  for (let done = 0; done < waiting.length; done += UNIT_OF_PAGES) {
    await db.unit(async (tx) => {
      for (const { id } of waiting.slice(done, done + UNIT_OF_PAGES)) {
        const sealed = await vault.payloads.put(tx, { org: ORG, kind: 'display', plaintext });
        await tx.updateTable('approvals').set({ display_payload: sealed.id }).where('id', '=', id).execute();
      }
    });
  }
}
