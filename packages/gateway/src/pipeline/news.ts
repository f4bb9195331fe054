import { readCall } from '../approvals/index.ts';
import type { EntryNotice } from '../audit/index.ts';
import type { InFlight } from './forward.ts';
import type { Rooms } from './rooms.ts';

/**
 * What this gateway does when it hears of an entry, its own or another gateway's: wakes who waits for the call, takes up
 * what moved, and cuts off what a stop concerns. Hearing of it twice, late or not at all must do no harm: it always looks
 * into the database, and every claim looks there by itself.
 */
export function createNews(rooms: Rooms, inFlight: InFlight): (entry: EntryNotice) => Promise<void> {
  return async ({ kind, call, agent }) => {
    if (call !== null) return announceCall(rooms, call);
    const [about] = kind.split('.');
    if (about === 'stop') {
      await rooms.stops.refresh();
      inFlight.abortBeforeStop(rooms.stops.epoch());
    }
    if (about === 'agent' && agent !== null) await abortStopped(rooms, inFlight, agent);
    if (about === 'policy') await rooms.policies.refresh();
    if (about === 'connection' || about === 'credential') await rooms.connections.refresh();
  };
}

async function announceCall(rooms: Rooms, callId: string): Promise<void> {
  const row = await readCall(rooms.db.read, rooms.org, callId);
  if (!row) return;
  const { id, agent_id: agentId, state, approval } = row;
  rooms.changes.announce({ callId: id, approvalId: approval?.id ?? null, agentId, state });
}

async function abortStopped(rooms: Rooms, inFlight: InFlight, agentId: string): Promise<void> {
  const agent = await rooms.db.read
    .selectFrom('agents')
    .select('epoch')
    .where('org', '=', rooms.org)
    .where('id', '=', agentId)
    .executeTakeFirst();
  if (agent) inFlight.abortBefore(agentId, agent.epoch);
}
