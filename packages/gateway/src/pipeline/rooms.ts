import type { Agents } from '../agents/index.ts';
import type { ApprovalsRoom, Stops } from '../approvals/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Courier } from '../courier/index.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Random } from '../kernel/random.ts';
import type { Limits } from '../limits/index.ts';
import type { Policies } from '../policies/index.ts';

/** The rooms the gateway's steps work in. */
export interface Rooms extends ApprovalsRoom {
  readonly instance: string;
  readonly org: string;
  readonly agents: Agents;
  readonly limits: Limits;
  readonly connections: Connections;
  readonly policies: Policies;
  readonly stops: Stops;
  readonly courier: Courier;
  readonly random: Random;
  readonly logger: Logger;
  /** Reads again what other gateways may have moved: policy, connections, stops, and this gateway's own lease. */
  readonly refresh: () => Promise<void>;
}
