import { type JsonObject, type PolicyDocument, sha256Hex } from '@agentport/engine';
import type { Audit } from '../audit/index.ts';
import type { PolicyVersionTable } from '../storage/schema/policy.ts';

/** What to tell a person about it. */
export const UNPROVEN_TEXT =
  'The stored policy is not the one the audit log knows: somebody changed the database. Everything is denied until a ' +
  'person activates another version. Find out who can write the database.';

/** What decides while the stored policy is not the one the log knows: nothing is allowed and nobody is asked. */
export const UNPROVEN_POLICY: PolicyDocument = {
  v: 1,
  tiers: [],
  rules: [{ id: 'unproven_policy', match: {}, effect: 'deny', obligations: [] }],
};

/** What the log says about the newest version that was proposed or activated. */
export interface Vouched {
  readonly number: number;
  readonly documentSha256: string | null;
}

/** Null when the log knows of none. */
export async function newestVouched(
  audit: Audit,
  org: string,
  kind: 'policy.proposed' | 'policy.activated',
): Promise<Vouched | null> {
  const { items } = await audit.list({ org, kind, limit: 1 });
  const event = items[0]?.event;
  if (event === undefined) return null;
  const digest = (event.details as JsonObject | null | undefined)?.document_sha256;
  return { number: event.policy_version ?? 0, documentSha256: typeof digest === 'string' ? digest : null };
}

/**
 * Whether the database holds what the log vouches for (T94). Whoever can write the database can change a row, but not
 * what was signed about it.
 */
export function isVouchedFor(row: PolicyVersionTable | null, vouched: Vouched | null): boolean {
  if (row === null || vouched === null) return row === null && vouched === null;
  return (
    vouched.number === row.number &&
    vouched.documentSha256 === row.document_sha256 &&
    row.document_sha256 === sha256Hex(row.document)
  );
}
