import type { AgentPlaneDeps } from '../agent-plane/deps.ts';
import type { StateSeal } from './sealed-round.ts';

export interface McpDeps extends AgentPlaneDeps {
  readonly seal: StateSeal;
  /** this product's version, told to clients */
  readonly version: string;
  /** told of faults behind the protocol; they never reach a client */
  readonly onFault: (error: unknown) => void;
}
