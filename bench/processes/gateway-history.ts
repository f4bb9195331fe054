import { sql } from 'kysely';
import { type AuditEvent, encodeEntry } from '../../packages/gateway/src/audit/entry.ts';
import type { Waiting } from '../../packages/gateway/src/audit/inbox.ts';
import { MerkleLog } from '../../packages/gateway/src/audit/log.ts';
import { type Gateway, ORG } from '../../packages/gateway/src/gateway.ts';

/** What an installation collects over the years, written by statements of our own: asking for all of it would take hours. */

/** Rows of one statement: its values must stay below the 32,766 that SQLite takes. */
const UNIT_OF_ENTRIES = 2_000;
const HOUR_MS = 3_600_000;

/** Rules that are about this connection and never match. */
export async function installRules(gateway: Gateway, count: number): Promise<void> {
  const content = gateway.policies.active();
  const rules = Array.from({ length: count }, (_, index) => ({
    id: `rule-${index}`,
    match: { connection: 'bench', operation: `other_${index}*` },
    effect: 'deny' as const,
    obligations: [],
  }));
  await gateway.policies.install({
    content: { ...content, policy: { ...content.policy, rules } },
    changes: [],
    source: 'bench',
    actor: 'local-administrator',
    status: 'active',
  });
}

/** Questions that nobody answered yet. */
export async function loadApprovals(gateway: Gateway, count: number): Promise<void> {
  await gateway.db.unit(async (tx) => {
    await loadCalls(gateway, tx, { count, prefix: 'cal_pending', state: 'pending' });
    const before = Date.now() + 24 * HOUR_MS;
    await sql`insert into approvals (id, org, call_id, approve_before, execute_before, step_up, reasons, policy_version,
        display_payload, display_sha256, display_version, decided_at)
      select 'apr_' || id, org, id, ${before}, null, 0, '[]', 1, 'pay_none', 'none', 1, null
      from calls where state = 'pending'`.execute(tx);
  });
}

/** Finished calls, two entries each, past the report and the unit that a call would take for each of them. */
export async function loadEntries(gateway: Gateway, count: number): Promise<void> {
  await gateway.db.unit((tx) =>
    loadCalls(gateway, tx, { count: count / 2, prefix: 'cal_0', state: 'succeeded' }),
  );
  const log = new MerkleLog();
  for (let done = 0; done < count; done += UNIT_OF_ENTRIES) {
    const entries = Array.from({ length: Math.min(UNIT_OF_ENTRIES, count - done) }, (_, index) =>
      entryOf(done + index),
    );
    await gateway.db.unit((tx) => log.appendAll(tx, entries));
  }
  // counted long ago, as history is: else the first minutes are about counting
  await gateway.db.unit(async (tx) => {
    await sql`insert into activity_followed (org, upto) values (${ORG}, ${count})
      on conflict (org) do update set upto = excluded.upto`.execute(tx);
  });
  await gateway.audit.checkpoint();
}

function entryOf(index: number): Waiting {
  const event: AuditEvent = {
    v: 1,
    id: `evt_0${String(index).padStart(25, '0')}`,
    at: Date.now(),
    kind: index % 2 === 0 ? 'call.executing' : 'call.finished',
    actor: 'agt_bench',
    org: ORG,
    agent: 'agt_bench',
    connection: 'con_bench',
    operation: 'get_item',
    call: `cal_0${index >> 1}`,
    action_sha256: 'a'.repeat(64),
    intent_sha256: 'b'.repeat(64),
    effect: 'allow',
    reasons: ['tier_connection'],
    requester_address: '127.0.0.1',
  };
  const { id, org, kind, call: call_id = null, agent: agent_id = null, at } = event;
  return { seq: index, id, org, kind, call_id, agent_id, at, entry: encodeEntry(event) };
}

async function loadCalls(
  gateway: Gateway,
  tx: Parameters<Parameters<Gateway['db']['unit']>[0]>[0],
  calls: { count: number; prefix: string; state: string },
): Promise<void> {
  const [connection] = gateway.connections.list(ORG);
  const [agent] = (await gateway.agents.list(ORG, { limit: 1 })).items;
  const from = Date.now() - 24 * HOUR_MS;
  const finished = calls.state === 'succeeded' ? from : null;
  await sql`with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n + 1 < ${calls.count})
    insert into calls (id, org, agent_id, connection_id, operation, risk, session, state, intent_sha256, action_sha256,
      action_payload, idempotency_key, permit_id, requester_address, requester_token, created_at, executing_at,
      finished_at, upstream_status, problem, result_payload, collected_at)
    select ${calls.prefix} || n, ${ORG}, ${agent?.id}, ${connection?.id}, 'get_item', 'read', null, ${calls.state},
      'intent-' || ${calls.prefix} || n, 'action-' || n, 'pay_none', null, null, '127.0.0.1', null, ${from} + n, null,
      ${finished}, null, null, null, null
    from numbers`.execute(tx);
}
