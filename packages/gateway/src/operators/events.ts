import type { JsonObject } from '@agentport/engine';
import type { AuditKind, AuditReport } from '../audit/index.ts';
import type { Tx } from '../storage/index.ts';

/** From where a person acts. The address is the socket's, never a header's. */
export interface From {
  readonly address: string | null;
  readonly userAgent: string | null;
  /** what this browser was handed when somebody signed in from it before; absent where there is no browser */
  readonly knownBrowser?: string | null;
}

/** The audit log, as this room needs it: an entry in the caller's unit. No entry, no change. */
export interface AuditLog {
  append(tx: Tx, report: AuditReport): Promise<unknown>;
}

/**
 * What happened to a person's access; never a password, code or token.
 * @param actor `opr_…`, `local-administrator`, or `unknown` before anybody is known
 */
export function accessReport(
  kind: Extract<
    AuditKind,
    `setup.${string}` | `operator.${string}` | `operator_token.${string}` | `sign_in.${string}`
  >,
  actor: string,
  from: From,
  details: JsonObject,
): AuditReport {
  return { kind, actor, requester_address: from.address, details };
}
