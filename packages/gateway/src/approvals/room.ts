import type { Audit } from '../audit/index.ts';
import type { Cluster } from '../cluster/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Limits } from '../limits/index.ts';
import type { Database, Tx } from '../storage/database.ts';
import type { Vault } from '../vault/index.ts';
import type { Changes } from './changes.ts';

/** A question, as whoever tells people of it needs it. */
export interface TellingQuestion {
  readonly approvalId: string;
  readonly agentId: string;
  /** ms UTC */
  readonly at: number;
}

/** Told, in the unit in which it happens, that people should hear of something. */
export interface Telling {
  asked(tx: Tx, question: TellingQuestion): Promise<void>;
  /** nobody needs to answer any more */
  ended(tx: Tx, question: TellingQuestion): Promise<void>;
}

/** What this room is built from. */
export interface ApprovalsRoom {
  readonly org: string;
  readonly db: Database;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly changes: Changes;
  readonly telling: Telling;
  readonly limits: Pick<Limits, 'mayRun' | 'mayAsk' | 'waiters'>;
  readonly cluster: Pick<Cluster, 'lease' | 'endLapsed' | 'renew'>;
  /** known once the gateway listens */
  readonly publicUrl: () => string;
  /** whether an approved call of this operation waits for its agent to come back before it is sent */
  readonly runsOnCollect: (connectionId: string, operation: string) => boolean;
  /** whether this process is executing a call */
  readonly isUnderway: (callId: string) => boolean;
  /** how long a person may take, ms */
  readonly approveWithinMs: () => number;
  /** how long an approved action may wait for the gateway itself, ms */
  readonly executeWithinMs: () => number;
}
