import { type RawBuilder, sql } from 'kysely';
import { type Lease, leaseHolds } from '../cluster/index.ts';

/**
 * Everything a decision relied on that may move before the call leaves. The claim requires every value to be
 * current in the same statement that takes the permit, so a policy turned to deny, a stopped agent or a repointed
 * connection wins over an answer given a moment earlier.
 */
export interface Fence {
  readonly org: string;
  readonly policyVersion: number;
  readonly stopEpoch: number;
  readonly connectionId: string;
  readonly connectionVersion: number;
  readonly definitionSha256: string;
  /** null for the gateway's own calls */
  readonly agent: { readonly id: string; readonly epoch: number } | null;
  /** who would execute it: a gateway whose lease is over must not */
  readonly gateway: Lease;
}

/** The same values side by side, as a statement takes them; those of the agent stand for nothing where there is none. */
export interface FenceValues extends Omit<Fence, 'agent' | 'gateway'> {
  readonly agentId: string;
  readonly agentEpoch: number;
  readonly gatewayId: string;
  readonly gatewayEpoch: number;
}

export function fenceValues({ agent, gateway, ...values }: Fence): FenceValues {
  return {
    ...values,
    agentId: agent?.id ?? '',
    agentEpoch: agent?.epoch ?? -1,
    gatewayId: gateway.gateway,
    gatewayEpoch: gateway.epoch,
  };
}

/** SQL condition: every value of the fence is current, nothing is stopped, and the clock has not gone back. */
export function fenceHolds(fence: Fence): RawBuilder<boolean> {
  return valuesHold(fenceValues(fence), fence.agent === null ? 'gateway' : 'agent');
}

/** @param who 'gateway' for its own calls, which no agent's state concerns */
export function valuesHold(values: FenceValues, who: 'agent' | 'gateway'): RawBuilder<boolean> {
  return sql<boolean>`(
    EXISTS (SELECT 1 FROM orgs WHERE org = ${values.org} AND stopped = 0
      AND policy_version = ${values.policyVersion} AND stop_epoch = ${values.stopEpoch})
    AND EXISTS (SELECT 1 FROM connections WHERE id = ${values.connectionId} AND status = 'active'
      AND version = ${values.connectionVersion} AND definition_sha256 = ${values.definitionSha256})
    AND ${who === 'gateway' ? sql<boolean>`1 = 1` : agentHolds(values)}
    AND ${leaseHolds({ gateway: values.gatewayId, epoch: values.gatewayEpoch })}
    AND EXISTS (SELECT 1 FROM instance WHERE time_seen <= db_now())
  )`;
}

function agentHolds(values: FenceValues): RawBuilder<boolean> {
  return sql<boolean>`EXISTS (SELECT 1 FROM agents WHERE id = ${values.agentId} AND org = ${values.org}
    AND status = 'active' AND epoch = ${values.agentEpoch})`;
}
