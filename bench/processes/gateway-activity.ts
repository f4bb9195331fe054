import { sql } from 'kysely';
import { type Gateway, ORG } from '../../packages/gateway/src/gateway.ts';

/** A busy installation for the pages of people: a log of calls with sessions. */

const UNIT_OF_ENTRIES = 2_000;
const SESSION_CALLS = 500;
const DAY_MS = 86_400_000;

/** Adds calls of one agent, two entries each, until the log is about `size` entries long. */
export async function growLog(gateway: Gateway, size: number): Promise<void> {
  const [connection] = gateway.connections.list(ORG);
  const [agent] = (await gateway.agents.list(ORG, { limit: 1 })).items;
  if (!connection || !agent) throw new Error('the bench needs an agent and a connection');
  const began = await gateway.audit.sequenced();
  await addCalls(gateway, agent.id, connection.id, { from: began, until: size });
  for (let done = began; done < size; done += UNIT_OF_ENTRIES) {
    await gateway.db.unit(async (tx) => {
      for (let index = done; index < Math.min(done + UNIT_OF_ENTRIES, size); index++) {
        const number = index >> 1;
        const denied = number % 97 === 0;
        const about = denied ? DENIED : index % 2 === 0 ? ALLOWED : FINISHED;
        await gateway.audit.append(tx, {
          actor: agent.id,
          agent: agent.id,
          connection: connection.id,
          operation: 'get_item',
          session: `session-${Math.floor(number / SESSION_CALLS)}`,
          call: callId(number),
          action_sha256: 'a'.repeat(64),
          intent_sha256: 'b'.repeat(64),
          requester_address: '127.0.0.1',
          ...about,
        });
      }
    });
  }
}

const ALLOWED = { kind: 'call.executing', effect: 'allow', reasons: ['tier_connection'] } as const;
const DENIED = { kind: 'call.denied', effect: 'deny', reasons: ['tier_connection'] } as const;
const FINISHED = {
  kind: 'call.finished',
  outcome: 'succeeded',
  status: 200,
  details: { steps: { authenticate: 0, resolve: 1, recall: 0, decide: 0, claim: 2, forward: 40, filter: 0 } },
} as const;

function callId(number: number): string {
  return `cal_0${String(number).padStart(9, '0')}`;
}

async function addCalls(
  gateway: Gateway,
  agentId: string,
  connectionId: string,
  { from, until }: { from: number; until: number },
): Promise<void> {
  const since = Date.now() - DAY_MS;
  await gateway.db.unit(async (tx) => {
    await sql`with recursive numbers (n) as (select ${from >> 1} union all select n + 1 from numbers where n + 1 < ${until >> 1})
      insert into calls (id, org, agent_id, connection_id, operation, risk, session, state, intent_sha256, action_sha256,
        action_payload, created_at, finished_at)
      select 'cal_0' || substr('000000000' || n, -9), ${ORG}, ${agentId}, ${connectionId}, 'get_item', 'read', null, 'succeeded',
        'intent-' || n, 'action-' || n, 'pay_none', ${since} + n * 100, ${since} + n * 100 + 40
      from numbers`.execute(tx);
  });
}
