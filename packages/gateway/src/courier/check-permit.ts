import { type Action, actionDigest, type Wire } from '@agentport/engine';
import { checkPermit, type Permit, type PermitSigner } from '../approvals/permit.ts';
import type { Route } from './route.ts';
import { type Ending, notSent } from './sent.ts';

/** A permit that was signed here, for this action, and is still in time. Returns why not, or null. */
export function whyNotPermitted(
  signer: PermitSigner,
  permit: Permit,
  action: Action,
  now: number,
): Ending | null {
  const standing = checkPermit(signer, permit, now);
  if (standing === 'expired') {
    return notSent('approval_expired', 'The permission to send this ran out before it was sent. Ask again.');
  }
  const named =
    permit.org === action.org &&
    permit.agent_id === action.agent &&
    permit.connection_id === action.connection.id &&
    permit.connection_version === action.connection.version &&
    permit.definition_sha256 === action.integration.definition_sha256;
  return standing === null && named
    ? null
    : notSent('action_changed', 'This permission was given for another action. Nothing was sent.');
}

/** The connection must still be the one the action was built for. */
export function whyNotRouted(permit: Permit, route: Route | null): Ending | null {
  if (!route?.active || route.org !== permit.org) {
    return notSent(
      'connection_disabled',
      'This connection is disabled or removed. An operator can enable it.',
    );
  }
  const same =
    route.connectionVersion === permit.connection_version &&
    route.definitionSha256 === permit.definition_sha256;
  return same
    ? null
    : notSent('action_changed', 'The connection changed after this was approved. Ask again.');
}

/**
 * The last comparison: the digest of the action with the wire read back from what is about to leave must be the one
 * the permit carries, which is the one a person approved.
 */
export function whyNotThisWire(permit: Permit, action: Action, leaving: Wire): Ending | null {
  return actionDigest({ ...action, wire: leaving }) === permit.action_sha256
    ? null
    : notSent('action_changed', 'What would be sent is not what was approved. Nothing was sent. Ask again.');
}
