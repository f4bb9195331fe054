import { type RawBuilder, sql } from 'kysely';

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
}

/** SQL condition: every value of the fence is current, nothing is stopped, and the clock has not gone back. */
export function fenceHolds(fence: Fence): RawBuilder<boolean> {
  return sql<boolean>`(
    EXISTS (SELECT 1 FROM orgs WHERE org = ${fence.org} AND stopped = 0
      AND policy_version = ${fence.policyVersion} AND stop_epoch = ${fence.stopEpoch})
    AND EXISTS (SELECT 1 FROM connections WHERE id = ${fence.connectionId} AND status = 'active'
      AND version = ${fence.connectionVersion} AND definition_sha256 = ${fence.definitionSha256})
    AND ${agentHolds(fence)}
    AND EXISTS (SELECT 1 FROM instance WHERE time_seen <= db_now())
  )`;
}

function agentHolds(fence: Fence): RawBuilder<boolean> {
  if (fence.agent === null) return sql<boolean>`1 = 1`;
  return sql<boolean>`EXISTS (SELECT 1 FROM agents WHERE id = ${fence.agent.id} AND org = ${fence.org}
    AND status = 'active' AND epoch = ${fence.agent.epoch})`;
}
