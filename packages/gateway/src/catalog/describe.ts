import type { JsonObject, Risk } from '@agentport/engine';
import type { Operation } from './definition.ts';

/** An operation as agents see it: for MCP tool lists and `operations describe`. */
export interface OperationDescription {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly risk: Risk;
  readonly category: string;
  /** JSON Schema of the arguments */
  readonly params: JsonObject;
  readonly annotations: Annotations;
}

/** MCP tool annotations: hints for clients, never what decides. */
export interface Annotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export function describeOperation(operation: Operation): OperationDescription {
  const { name, title, risk, category, params } = operation;
  const exactly = operation.one_of.map((group) => ` Give exactly one of ${group.join(', ')}.`).join('');
  return {
    name,
    title,
    summary: `${operation.summary}${exactly}`,
    risk,
    category,
    params,
    annotations: {
      readOnlyHint: risk === 'read',
      destructiveHint: risk !== 'read' && risk !== 'write',
      // A key of the gateway's own guards its retries; the agent's next identical call is a new effect.
      idempotentHint: risk === 'read' || operation.idempotency.kind === 'natural',
      openWorldHint: true,
    },
  };
}
