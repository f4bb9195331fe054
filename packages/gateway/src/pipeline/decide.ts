import type { Agent, Decision, Finding, PolicyFacts } from '@agentport/engine';
import { recipientsOf, TOKEN_REFRESH_NAME, TOOL_LIST } from '../catalog/index.ts';
import type { GatewayCall } from './request.ts';
import type { Rooms } from './rooms.ts';

/** allow, ask or deny, by the active policy; the gateway's own calls by a built-in one. */
export function decide(rooms: Rooms, call: GatewayCall, findings: readonly Finding[]): Decision {
  if (call.agent.kind === 'system') return decideSystem(rooms, call);
  return rooms.policies.decide(policyFacts(rooms, call), findings);
}

/** What the policy may look at. */
export function policyFacts(rooms: Rooms, call: GatewayCall): PolicyFacts {
  return {
    agent: askerOf(call.agent),
    connection: { name: call.connection.name },
    integration: rooms.connections.definitionOf(call.target).id,
    operation: call.operation.name,
    risk: call.operation.risk,
    manifestDefault: call.definition.default,
    hide: call.definition.hide,
    args: call.action.args,
    recipients: recipientsOf(call.definition, call.action.args),
  };
}

/** The agent as policy sees it, with what a person gave it. */
export function askerOf({ id, name, connections }: Agent): PolicyFacts['agent'] {
  return connections === undefined ? { id, name } : { id, name, connections };
}

/** The gateway may only read, and only what the manifest names for the purpose. */
function decideSystem(rooms: Rooms, call: GatewayCall): Decision {
  const effect = isNamed(rooms, call) && call.operation.risk === 'read' ? 'allow' : 'deny';
  return {
    effect,
    reasons: [{ code: 'system_policy' }],
    obligations: [{ kind: 'hide_fields', paths: call.definition.hide }],
    policy: { version: rooms.policies.version(), rule: null },
  };
}

function isNamed(rooms: Rooms, { request, definition, target }: GatewayCall): boolean {
  if (request.kind !== 'system') return false;
  const { purposes } = rooms.connections.definitionOf(target);
  switch (request.purpose) {
    case 'lookup':
      return purposes.lookup.includes(definition.name);
    case 'credential_test':
      return purposes.credential_test === definition.name;
    case 'tool_list':
      return definition === TOOL_LIST;
    case 'token_refresh':
      return definition.name === TOKEN_REFRESH_NAME;
  }
}
