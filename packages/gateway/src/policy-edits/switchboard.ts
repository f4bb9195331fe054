import { compile, type Effect, evaluate, type PolicyDocument, tierFor } from '@agentport/engine';
import type { Definition } from '../catalog/index.ts';
import type { Connection } from '../connections/index.ts';

/** Who set one operation of a connection, for agents in general. */
export interface Switch {
  readonly operation: string;
  /** null: nobody said anything, the integration's default holds */
  readonly owner: 'file' | 'console' | null;
  /** `agentport.yaml:12` for what the file says */
  readonly place: string | null;
  /** what the waiting version would make of it; null without one, or when it changes nothing here */
  readonly waits: Effect | null;
}

/** Cannot be an agent's name, so only tiers for every agent speak. */
const ANY_AGENT = { id: '', name: '' };

export function switchesOf(
  connection: Connection,
  definition: Definition,
  active: PolicyDocument,
  pending: PolicyDocument | null,
): readonly Switch[] {
  const now = compile(active, 0, null);
  const then = pending && compile(pending, 0, null);
  return Object.values(definition.operations).map((operation): Switch => {
    const tier = tierFor(now, ANY_AGENT.name, connection.name, operation.name);
    const facts = {
      agent: ANY_AGENT,
      connection: { name: connection.name },
      integration: definition.id,
      operation: operation.name,
      risk: operation.risk,
      manifestDefault: operation.default,
      hide: operation.hide,
      args: {},
    };
    const later = then && evaluate(then, facts, []).effect;
    const { owner = null, file, line } = tier?.source ?? {};
    return {
      operation: operation.name,
      owner,
      place: owner === 'file' ? `${file ?? 'agentport.yaml'}${line === undefined ? '' : `:${line}`}` : null,
      waits: later === evaluate(now, facts, []).effect ? null : later,
    };
  });
}
