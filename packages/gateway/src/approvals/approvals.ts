import type { Outcome } from '@agentport/engine';
import { pendingOutcome } from './answers.ts';
import { cancelOwn } from './cancel.ts';
import type { ChangeListener } from './changes.ts';
import { type Compared, comparedWith } from './compared.ts';
import { type Answer, announce, recordAnswer } from './decide.ts';
import { sweepOverdue } from './expire.ts';
import type { Page } from './list.ts';
import { type Tie, tieTo } from './own-agent.ts';
import { reconcileCall } from './reconcile.ts';
import { type TakenOver, takeOver, takeUpOwn } from './recover.ts';
import type { ApprovalsRoom } from './room.ts';
import { collect, waitUntilSettled } from './settle.ts';
import { type CallRow, readCall, readCallOfApproval } from './store.ts';
import { type ApprovalSummaryView, listSummaries, type SummaryFilter } from './summaries.ts';
import { type ApprovalView, viewOf } from './view.ts';
import { countWaiting, type Waiting } from './waiting.ts';

/** How often overdue questions are tidied away, ms. */
const SWEEP_EVERY_MS = 5_000;

export interface HoldOptions {
  readonly org: string;
  readonly agentId: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Questions to people, their answers, and what comes of them. */
export interface Approvals {
  list(filter: SummaryFilter): Promise<Page<ApprovalSummaryView>>;
  /** All that waits, counted by agent, connection and operation. */
  waiting(org: string, kindsMax: number): Promise<Waiting>;
  read(org: string, id: string): Promise<ApprovalView | null>;
  /** How a request stands among the last approved ones of its operation. */
  compared(view: ApprovalView): Promise<Compared>;
  /** Why this person cannot approve it, while another one could. */
  tie(view: ApprovalView, operatorId: string): Promise<Tie | null>;
  /** Records an answer; approving starts execution by the gateway, whether or not the agent still waits. */
  decide(answer: Answer): Promise<ApprovalView>;
  cancel(org: string, agentId: string, id: string): Promise<ApprovalView>;
  /** Waits on a pending outcome; its result when it came in time (handed out once), else the same pending outcome. */
  hold(pending: Outcome, options: HoldOptions): Promise<Outcome>;
  /** As `hold`, for an agent that comes back with the approval's id. Null when it has no such approval. */
  await(id: string, options: HoldOptions): Promise<Outcome | null>;
  reconcile(found: { org: string; callId: string; happened: boolean; actor: string }): Promise<void>;
  onChange(listener: ChangeListener): () => void;
  /** Takes up what gateways left that are gone: unknown outcomes are marked, approved calls executed. */
  recover(org: string): Promise<{ unknown: number; resumed: number }>;
  /** Stops the sweep and waits for running executions. */
  close(): Promise<void>;
}

/**
 * @param execute runs an approved call through the one path
 * @param onFault told of a failed sweep or execution; both are retried or recovered, never lost
 */
export function createApprovals(
  room: ApprovalsRoom,
  execute: (org: string, callId: string) => Promise<unknown>,
  onFault: (error: unknown) => void,
): Approvals {
  const running = new Map<string, Promise<unknown>>();
  const start = (org: string, callId: string) => {
    if (running.has(callId)) return;
    const run = execute(org, callId).catch(onFault);
    running.set(callId, run);
    void run.finally(() => running.delete(callId));
  };

  const onCollect = (call: CallRow) => room.runsOnCollect(call.connection_id, call.operation);
  /** Starts an approved call that was waiting for its agent; a second start loses the claim and changes nothing. */
  const startIfWaitingForAgent = async (org: string, callId: string) => {
    const call = await readCall(room.db.read, org, callId);
    if (call?.state === 'approved' && onCollect(call)) start(org, callId);
  };
  const hold = async (org: string, callId: string, options: HoldOptions): Promise<Outcome | null> => {
    // without a place among those who wait it is answered at once, as it stands
    const leave = options.timeoutMs > 0 ? room.limits.waiters.enter(options.agentId) : null;
    const timeoutMs = leave === null ? 0 : options.timeoutMs;
    const stopListening = room.changes.listen((change) => {
      if (change.callId === callId && change.state === 'approved') {
        startIfWaitingForAgent(org, callId).catch(onFault);
      }
    });
    try {
      await startIfWaitingForAgent(org, callId);
      await waitUntilSettled(room, org, callId, { ...options, timeoutMs });
    } finally {
      leave?.();
      stopListening();
    }
    const call = await readOwn(room, options, callId);
    // a result is handed out once, so it is not handed to somebody who has just left
    if (call && options.signal?.aborted) return pendingOutcome(call, room.publicUrl());
    return call && collect(room, call);
  };

  const goOn = ({ ended, approved }: Omit<TakenOver, 'full'>, org: string) => {
    for (const call of ended) announce(room, call);
    const due = approved.filter((call) => !onCollect(call));
    for (const call of due) start(org, call.id);
    const unknown = ended.filter(({ state }) => state === 'outcome_unknown').length;
    return { unknown, resumed: due.length };
  };
  const recover = async (org: string) => {
    let [unknown, resumed] = [0, 0];
    for (let full = true; full; ) {
      const taken = await takeOver(room, org);
      const gone = goOn(taken, org);
      unknown += gone.unknown;
      resumed += gone.resumed;
      ({ full } = taken);
    }
    return { unknown, resumed };
  };
  const sweep = startSweep(room, onFault, async (org) => {
    await recover(org);
    goOn(await takeUpOwn(room, org), org);
  });

  return {
    list: (filter) => listSummaries(room, filter),
    waiting: (org, kindsMax) => countWaiting(room.db, org, kindsMax),
    async read(org, id) {
      const call = await readCallOfApproval(room.db.read, org, id);
      return call && viewOf(room, call);
    },
    compared: (view) => comparedWith(room, view),
    tie: ({ org, agent, risk, playedBy }, operatorId) =>
      tieTo(room.db.read, { org, agent_id: agent.id, risk, played_by: playedBy }, operatorId),
    async decide(answer) {
      const call = await recordAnswer(room, answer);
      if (call.state === 'approved' && !onCollect(call)) start(call.org, call.id);
      return viewOf(room, call);
    },
    async cancel(org, agentId, approvalId) {
      return viewOf(room, await cancelOwn(room, { org, agentId, approvalId }));
    },
    async hold(pending, options) {
      if (pending.kind !== 'pending') return pending;
      return (await hold(options.org, pending.callId, options)) ?? pending;
    },
    async await(id, options) {
      const call = await readCallOfApproval(room.db.read, options.org, id);
      if (call?.agent_id !== options.agentId) return null;
      return hold(options.org, call.id, options);
    },
    async reconcile(found) {
      await reconcileCall(room, found);
    },
    onChange: (listener) => room.changes.listen(listener),
    recover,
    async close() {
      sweep.stop();
      await Promise.allSettled(running.values());
    },
  };
}

async function readOwn(room: ApprovalsRoom, options: HoldOptions, callId: string) {
  const call = await readCall(room.db.read, options.org, callId);
  return call?.agent_id === options.agentId ? call : null;
}

/** Tidies, and takes up what was left, by other gateways or by this one; every step of it may run on several gateways at once. */
function startSweep(
  room: ApprovalsRoom,
  onFault: (error: unknown) => void,
  takeUp: (org: string) => Promise<unknown>,
): { stop(): void } {
  let cancel: () => void = () => undefined;
  let stopped = false;
  const sweep = async () => {
    for (const call of await sweepOverdue(room)) announce(room, call);
    await room.cluster.renew(); // a gateway that was asleep looks after itself before it looks after others
    await takeUp(room.org);
  };
  const next = () => {
    if (stopped) return;
    cancel = room.clock.after(SWEEP_EVERY_MS, () => {
      sweep().catch(onFault).finally(next);
    });
  };
  next();
  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}
