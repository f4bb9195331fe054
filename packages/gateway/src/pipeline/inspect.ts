import { type Finding, hiddenCharacters, inspect, secretFormats } from '@agentport/engine';
import type { GatewayCall, GatewayContext } from './request.ts';

const DETECTORS = [hiddenCharacters, secretFormats];

/** What looks dangerous in a call. The gateway's own calls carry only what a manifest filled in. */
export function inspectCall(call: GatewayCall, context: GatewayContext): readonly Finding[] {
  if (call.agent.kind === 'system') return [];
  const facts = {
    integration: call.connection.integration,
    operation: call.operation.name,
    args: call.action.args,
  };
  return [...context.findings, ...inspect(facts, DETECTORS)];
}
