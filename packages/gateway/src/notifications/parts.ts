import type { Approvals } from '../approvals/index.ts';
import type { Audit } from '../audit/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Random } from '../kernel/random.ts';
import type { Database } from '../storage/index.ts';
import type { PlainUpstream } from '../upstream/index.ts';
import type { Vault } from '../vault/index.ts';

/** What this room is built from. */
export interface NotificationParts {
  readonly org: string;
  readonly db: Database;
  readonly audit: Pick<Audit, 'append'>;
  readonly vault: Pick<Vault, 'sealState' | 'openState'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly plain: PlainUpstream;
  readonly publicUrl: () => string;
  readonly approvals: Pick<Approvals, 'read' | 'decide' | 'onChange'>;
  readonly teams: Routing;
  /** told of every step of a message's way, for tests that end the process there; nothing in production */
  readonly atStep?: (step: Step, deliveryId: string) => Promise<void>;
  /** how long a gateway has for one attempt before others take the message over, ms */
  readonly leaseMs?: number;
}

/** Which teams, and which people, requests come to; both by names. */
export interface Routing {
  list(): Promise<
    readonly {
      readonly id: string;
      readonly agents: readonly string[];
      readonly connections: readonly string[];
    }[]
  >;
  /** ids of people; empty when no team was named for it, and then it concerns everybody who may answer */
  routed(request: { readonly agent: string; readonly connection: string }): Promise<readonly string[]>;
}

/** Where a message's way can be cut: written, fanned out, claimed, given to the peer, taken by the peer, marked as sent. */
export type Step = 'noticed' | 'fanned_out' | 'claimed' | 'accepted' | 'marked';
