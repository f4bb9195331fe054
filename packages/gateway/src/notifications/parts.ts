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
  /** teams that an agent or a connection belongs to */
  readonly teamsOf: (about: { agentId: string; connectionId: string }) => Promise<readonly string[]>;
  /** told of every step of a message's way, for tests that end the process there; nothing in production */
  readonly atStep?: (step: Step, deliveryId: string) => Promise<void>;
  /** how long a gateway has for one attempt before others take the message over, ms */
  readonly leaseMs?: number;
}

/** Where a message's way can be cut: written, fanned out, claimed, given to the peer, taken by the peer, marked as sent. */
export type Step = 'noticed' | 'fanned_out' | 'claimed' | 'accepted' | 'marked';
