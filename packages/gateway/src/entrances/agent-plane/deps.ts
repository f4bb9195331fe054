import type { OperationDetail } from '@agentport/contract';
import type { Outcome, Refused } from '@agentport/engine';
import type { AuthenticatedAgent } from '../../agents/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { CallRequest } from '../../pipeline/request.ts';
import type { CallState } from '../../storage/schema/calls.ts';

/** What the entrances of the agents' plane need. They translate and wait; every rule lies behind these. */
export interface AgentPlaneDeps {
  readonly enforce: (request: CallRequest) => Promise<Outcome>;
  readonly agents: {
    /** @param address where the request comes from */
    authenticate(token: string | null, address: string | null): Promise<AuthenticatedAgent | Refused>;
  };
  readonly approvals: OwnApprovals;
  readonly operations: OperationListing;
  /** what people call this gateway by, e.g. `http://localhost:3000` */
  readonly publicUrl: () => string;
  readonly clock: Clock;
}

/** The part of the approvals room that an agent may use: its own questions, waiting and withdrawing. */
export interface OwnApprovals {
  /** waits on a pending outcome; hands its result out once, or gives the same pending outcome back */
  hold(pending: Outcome, options: HoldOptions): Promise<Outcome>;
  /** the same by the approval's id; null when this agent has no such approval */
  await(id: string, options: HoldOptions): Promise<Outcome | null>;
  read(org: string, id: string): Promise<OwnApproval | null>;
  list(filter: {
    org: string;
    state: 'pending' | 'decided';
    agentId: string;
    limit: number;
  }): Promise<{ readonly items: readonly OwnApproval[] }>;
  /** @throws {Fault} `unknown_approval`, `already_decided` */
  cancel(org: string, agentId: string, id: string): Promise<OwnApproval>;
}

export interface HoldOptions {
  readonly org: string;
  readonly agentId: string;
  readonly timeoutMs: number;
  /** ends the wait, never the question */
  readonly signal?: AbortSignal | undefined;
}

/** What an agent may know of its approval; times are ms UTC. */
export interface OwnApproval {
  readonly id: string;
  readonly callId: string;
  readonly state: CallState;
  readonly agent: { readonly id: string };
  readonly connection: { readonly name: string };
  readonly operation: string;
  readonly requestedAt: number;
  readonly approveBefore: number;
  readonly decidedAt: number | null;
  readonly review: { readonly reason: string | null } | null;
}

/** The catalog as one agent may see it: operations it may get (allow and ask), denied ones left out. */
export interface OperationListing {
  /** refused when `connection` is not one of this org's */
  operationsFor(
    agent: AuthenticatedAgent['agent'],
    connection: string | null,
  ): Promise<readonly OperationDetail[] | Refused>;
  /** one operation, denied ones too (their tier says so); refused, with a suggestion, when there is none */
  describe(
    agent: AuthenticatedAgent['agent'],
    connection: string,
    operation: string,
  ): Promise<OperationDetail | Refused>;
}
