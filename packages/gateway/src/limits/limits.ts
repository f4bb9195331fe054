import type { Agents } from '../agents/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Database, lock, type Tx } from '../storage/index.ts';
import { type Bites, createBites, type Refusal } from './bites.ts';
import { createBudget } from './budget.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { type LimitName, type OverLimit, overLimit } from './refusals.ts';
import {
  agentLimits,
  type ConnectionLimits,
  connectionLimits,
  DEFAULT_LIMITS,
  type LimitOrigin,
  limitOrigins,
  type Limits as Settings,
} from './settings.ts';
import { countExecuting, listWaiting } from './store.ts';
import { createWaiters, type Waiters } from './waiters.ts';
import { type GuardedAuthenticate, guardAgainstGuessing } from './wrong-tokens.ts';

export interface Asking {
  readonly org: string;
  readonly agentId: string;
  readonly agentName: string;
}

/** Ceilings for what agents may make the gateway do. Null from each of these means: go on. */
export interface Limits {
  /** Counts a call that has just come in. */
  admit(agent: Asking): Promise<OverLimit | null>;
  /** Inside the unit that would claim a permit: whether one more may run. */
  mayRun(tx: Tx, agent: Asking): Promise<OverLimit | null>;
  /** Inside the unit that would put the question: whether one more may wait for a person. */
  mayAsk(
    tx: Tx,
    agent: Asking,
    about: { connectionId: string; operation: string },
    now: number,
  ): Promise<OverLimit | null>;
  /** What one connection may carry. @param integration what its manifest says @param people what was said in the console */
  connection(
    name: string,
    integration: ConnectionLimits,
    people: ConnectionLimits,
  ): Required<ConnectionLimits>;
  /** Where each of these comes from. */
  origins(
    name: string,
    integration: ConnectionLimits,
    people: ConnectionLimits,
  ): Record<keyof ConnectionLimits, LimitOrigin>;
  readonly waiters: Waiters;
  readonly lanes: Lanes;
  /** recognises agents, and nobody at all where too many wrong tokens came from */
  readonly authenticate: GuardedAuthenticate;
  note: Bites['note'];
  close(): Promise<void>;
}

export interface LimitsOptions {
  readonly org: string;
  readonly db: Database;
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: Clock;
  readonly agents: Pick<Agents, 'authenticate'>;
  /** what the active policy version says */
  readonly settings: () => Settings | undefined;
  /** counts every refusal, for metrics */
  readonly count: (limit: LimitName) => void;
  readonly onFault: (error: unknown) => void;
}

/** A running call ends soon; nobody knows when. */
const RUNNING_WAIT_MS = 1_000;

export function createLimits(options: LimitsOptions): Limits {
  const { org, clock, agents, onFault } = options;
  const settings = () => options.settings() ?? DEFAULT_LIMITS;
  const budget = createBudget(options);
  const bites = createBites(options);
  const onGuess = (refused: OverLimit, address: string) => {
    bites.note({ org, agentId: null, tokenId: null, address, refused } satisfies Refusal).catch(onFault);
  };

  return {
    async admit({ agentId, agentName }) {
      const limits = settings();
      const own = agentLimits(limits, agentName).calls_per_minute;
      const wait = await budget.take({ org, subject: agentId }, own);
      if (wait !== null) return overLimit('calls_per_minute', own, wait);
      const all = limits.total_calls_per_minute;
      const waitForAll = await budget.take({ org, subject: 'total' }, all);
      return waitForAll === null ? null : overLimit('total_calls_per_minute', all, waitForAll);
    },
    async mayRun(tx, agent) {
      const max = agentLimits(settings(), agent.agentName).concurrent_calls;
      const running = await countExecuting(tx, agent.org, agent.agentId);
      if (running < max / 2) return null;
      // far from the ceiling nobody waits for anybody; near it one claim after the other is counted
      await lock(tx, 'agent', agent.org, agent.agentId);
      const exactly = await countExecuting(tx, agent.org, agent.agentId);
      return exactly < max ? null : overLimit('concurrent_calls', max, RUNNING_WAIT_MS);
    },
    async mayAsk(tx, agent, about, now) {
      const { pending_approvals, pending_per_operation } = agentLimits(settings(), agent.agentName);
      await lock(tx, 'agent', agent.org, agent.agentId);
      const listed = await listWaiting(tx, agent.org, agent.agentId);
      const waiting = listed.filter(({ approve_before }) => approve_before > now); // the others are about to be swept
      const alike = waiting.filter(
        (one) => one.connection_id === about.connectionId && one.operation === about.operation,
      );
      if (alike.length >= pending_per_operation) {
        return overLimit('pending_per_operation', pending_per_operation, untilFirst(alike, now));
      }
      if (waiting.length < pending_approvals) return null;
      return overLimit('pending_approvals', pending_approvals, untilFirst(waiting, now));
    },
    connection: (name, integration, people) => connectionLimits(settings(), name, integration, people),
    origins: (name, integration, people) => limitOrigins(settings(), name, integration, people),
    waiters: createWaiters(() => settings().waiters),
    lanes: createLanes(clock),
    authenticate: guardAgainstGuessing((token) => agents.authenticate(token), {
      clock,
      max: () => settings().wrong_tokens_per_minute,
      onRefused: onGuess,
    }),
    note: bites.note,
    close: bites.close,
  };
}

/** A place is free at the latest when the first of them has run out; usually a person answers before. */
function untilFirst(waiting: readonly { approve_before: number }[], now: number): number {
  return Math.min(...waiting.map(({ approve_before }) => approve_before)) - now;
}
