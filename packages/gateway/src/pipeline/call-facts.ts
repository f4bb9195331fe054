import {
  type DisplayInput,
  displayDigest,
  type Finding,
  type JsonObject,
  type ParameterDisplay,
  type Reason,
  render,
  type SecretMark,
  valueAt,
} from '@agentport/engine';
import type { CallFacts, Display } from '../approvals/index.ts';
import { currencyOf } from '../catalog/index.ts';
import { Secret } from '../kernel/secret.ts';
import { inspectCall } from './inspect.ts';
import type { GatewayCall, GatewayContext } from './request.ts';
import type { Rooms } from './rooms.ts';

const NO_CONTEXT: GatewayContext = { findings: [], lookups: [], objects: {} };

/** The call in the words of the approvals room. */
export function callFacts(rooms: Rooms, call: GatewayCall, known: GatewayContext | null): CallFacts {
  const context = known ?? NO_CONTEXT;
  const { request } = call;
  return {
    id: call.id,
    agentName: call.agent.name,
    tokenId: call.agent.tokenId,
    playedBy: call.agent.playedBy ?? null,
    address: request.kind === 'call' ? request.caller.address : null,
    connectionName: call.connection.name,
    action: call.action,
    intentSha256: call.intent_sha256,
    actionSha256: call.action_sha256,
    body: call.body,
    note: call.note,
    lookups: context.lookups,
    idempotencyKey: request.kind === 'call' ? request.idempotencyKey : null,
    display: (reasons) => display(rooms, call, context, reasons),
  };
}

function display(
  rooms: Rooms,
  call: GatewayCall,
  context: GatewayContext,
  reasons: readonly Reason[],
): Display {
  const { definition: operation, action } = call;
  const input: DisplayInput = {
    action,
    actionSha256: call.action_sha256,
    agentName: call.agent.name,
    connectionName: call.connection.name,
    integrationTitle: rooms.connections.definitionOf(call.target).title,
    operationTitle: operation.title,
    templates: operation.approval.templates,
    parameters: parametersOf(call, context),
    lookups: context.lookups,
    note: call.note,
    secrets: secretsIn(rooms, action.args, inspectCall(call, context)),
    reasons,
  };
  const model = render(input);
  return { model, sha256: displayDigest(model) };
}

/** Every argument in the order the definition names them, with what its value means. */
function parametersOf({ definition, action }: GatewayCall, context: GatewayContext): ParameterDisplay[] {
  const properties = (definition.params.properties ?? {}) as JsonObject;
  return Object.keys(properties).flatMap((name): ParameterDisplay[] => {
    const field = definition.approval.fields[name];
    const format = field?.format ?? 'text';
    const code = format === 'money' ? currencyOf(definition, name, action.args, context.objects) : null;
    const one = (pointer: string, shown: typeof format): ParameterDisplay => {
      return { pointer, title: null, format: shown, currency: code ? { literal: code } : null };
    };
    if (field === undefined || field.format === 'money' || field.member === undefined)
      return [one(`/${name}`, format)];
    const value = action.args[name];
    const { member } = field;
    const members = (Array.isArray(value) ? value : []).map((_, index) => `/${name}/${index}/${member}`);
    return [one(`/${name}`, 'text'), ...members.map((pointer) => one(pointer, format))];
  });
}

/** Arguments that a detector takes for a secret are shown by length and keyed fingerprint only. */
function secretsIn(rooms: Rooms, args: JsonObject, findings: readonly Finding[]): Record<string, SecretMark> {
  const marks: Record<string, SecretMark> = {};
  for (const { detector, path } of findings) {
    if (detector !== 'secret_formats') continue;
    const text = valueAt(args, path);
    if (typeof text !== 'string') continue;
    marks[path] = { length: [...text].length, fingerprint: rooms.vault.fingerprint(new Secret(text)) };
  }
  return marks;
}
