import type { Audit } from '../audit/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Database } from '../storage/database.ts';
import type { LimitName, OverLimit } from './refusals.ts';

const MINUTE_MS = 60_000;
/** Minutes being counted at one time; more than agents there are only when somebody plays tricks. */
const COUNTED_MAX = 10_000;

export interface Refusal {
  readonly org: string;
  /** null where nobody was recognised */
  readonly agentId: string | null;
  readonly tokenId: string | null;
  readonly address: string | null;
  readonly refused: OverLimit;
}

/** What is written down about refused floods: that one began, and a minute later how large it was. */
export interface Bites {
  note(refusal: Refusal): Promise<void>;
  /** Writes down what is still being counted. */
  close(): Promise<void>;
}

interface Minute {
  refused: number;
  readonly first: Refusal;
  cancel: () => void;
}

export interface BitesOptions {
  readonly db: Database;
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: Clock;
  /** counts every refusal, for metrics */
  readonly count: (limit: LimitName) => void;
  readonly onFault: (error: unknown) => void;
}

/** Two entries for each minute, agent and limit, however many calls were refused: a flood must not fill the log (T26). */
export function createBites({ db, audit, clock, count, onFault }: BitesOptions): Bites {
  const minutes = new Map<string, Minute>();
  const writing = new Set<Promise<unknown>>();

  const write = (kind: 'limit.reached' | 'limit.counted', { refused, first }: Minute) =>
    db.unit((tx) =>
      audit.append(tx, {
        kind,
        actor: first.agentId ?? 'system:limits',
        org: first.org,
        agent: first.agentId,
        token_id: first.tokenId,
        outcome: 'refused',
        requester_address: first.address,
        details: { limit: first.refused.limit, max: maxOf(first.refused), refused },
      }),
    );
  const end = async (key: string, minute: Minute) => {
    minute.cancel();
    minutes.delete(key);
    if (minute.refused > 1) await write('limit.counted', minute);
  };
  const inBackground = (work: Promise<unknown>) => {
    const tracked = work.catch(onFault);
    writing.add(tracked);
    void tracked.finally(() => writing.delete(tracked));
  };

  return {
    async note(refusal) {
      const { limit } = refusal.refused;
      count(limit);
      const key = `${refusal.org} ${refusal.agentId} ${limit}`;
      const running = minutes.get(key);
      if (running) {
        running.refused += 1;
        return;
      }
      if (minutes.size >= COUNTED_MAX) return;
      const minute: Minute = { refused: 1, first: refusal, cancel: () => undefined };
      minute.cancel = clock.after(MINUTE_MS, () => inBackground(end(key, minute)));
      minutes.set(key, minute);
      await write('limit.reached', minute);
    },
    async close() {
      for (const [key, minute] of [...minutes]) inBackground(end(key, minute));
      await Promise.all([...writing]);
    },
  };
}

function maxOf({ problem }: OverLimit): number {
  const max = problem.details?.max;
  return typeof max === 'number' ? max : 0;
}
