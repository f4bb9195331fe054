/**
 * What an entry can be about. Append-only: a kind, once written, keeps its meaning, so that an old log stays readable.
 */
export const AUDIT_KINDS = [
  // one call
  'call.refused',
  'call.denied',
  'call.pending',
  'call.held',
  'call.executing',
  'call.finished',
  'call.reconciled',
  'call.collected',
  // its approval
  'approval.approved',
  'approval.denied',
  'approval.cancelled',
  'approval.expired',
  'approval.superseded',
  'approval.stopped',
  'approval.withdrawn',
  'approval.revoked',
  'permit.expired',
  // who asks
  'agent.created',
  'agent.changed',
  'agent.removed',
  'agent.stopped',
  'agent.released',
  'agent.refused',
  'token.created',
  'token.revoked',
  'pairing.asked',
  'pairing.accepted',
  'pairing.refused',
  'stop.all',
  'stop.released',
  // how much was asked
  'limit.reached',
  'limit.counted',
  // what is reached
  'connection.created',
  'connection.changed',
  'connection.disabled',
  'connection.enabled',
  'connection.removed',
  'connection.adopted',
  'connection.tools_changed',
  'credential.created',
  'credential.replaced',
  'credential.removed',
  'credential.tested',
  'credential.refused',
  // what is allowed
  'policy.proposed',
  'policy.activated',
  'policy.rejected',
  'config.refused',
  // people
  'operator.created',
  'operator.changed',
  'operator.suspended',
  'operator.removed',
  'operator.password_changed',
  'operator.totp_changed',
  'operator.recovery_codes_changed',
  'operator.passkey_added',
  'operator.passkey_renamed',
  'operator.passkey_removed',
  'operator.linked',
  'sign_in.provider_changed',
  'sign_in.started',
  'sign_in.refused',
  'sign_in.stepped_up',
  'sign_in.step_up_refused',
  'sign_in.ended',
  'setup.link_created',
  'setup.finished',
  'setup.refused',
  // the gateway itself
  'instance.started',
  'instance.stopped',
  'instance.restored',
  'vault.sealed',
  'vault.unsealed',
  'vault.rotated',
  'payload.erased',
  'log.verified',
  'log.exported',
  'log.accepted',
] as const;

export type AuditKind = (typeof AUDIT_KINDS)[number];

const KNOWN: ReadonlySet<string> = new Set(AUDIT_KINDS);

export function isAuditKind(kind: string): kind is AuditKind {
  return KNOWN.has(kind);
}
