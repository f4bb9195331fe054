import { type Finding, type JsonObject, type JsonValue, type Outcome, valueAt } from '@agentport/engine';
import type { LookedUp } from '../approvals/index.ts';
import { type Check, type Fact, fillArguments, formatFact } from '../catalog/index.ts';
import { policyFacts } from './decide.ts';
import type { GateRequest, GatewayCall, GatewayContext } from './request.ts';
import type { Rooms } from './rooms.ts';

const NOTHING: GatewayContext = { findings: [], lookups: [], objects: {} };

/**
 * What the gateway itself can find out around a call, with its own credential and its own narrow policy: facts for the
 * approver, and checks of arguments that are never sent. Nothing is fetched for a call that policy denies anyway.
 * @param enforceSystem the one path, for the gateway's own calls
 */
export async function recall(
  rooms: Rooms,
  call: GatewayCall,
  enforceSystem: (request: GateRequest) => Promise<Outcome>,
): Promise<GatewayContext> {
  const { lookups, checks } = call.definition;
  const wanted = Object.entries(lookups);
  if (call.agent.kind === 'system' || (wanted.length === 0 && checks.length === 0)) return NOTHING;
  if (rooms.policies.decide(policyFacts(rooms, call), []).effect === 'deny') return NOTHING;

  const objects: Record<string, JsonValue> = {};
  const found: LookedUp[] = [];
  for (const [name, lookup] of wanted) {
    const args = fillArguments(lookup.args, call.action.args);
    const object = args && (await look(call, lookup.operation, args, enforceSystem));
    if (object === undefined || object === null) continue;
    objects[name] = object;
    found.push(...factsOf(name, lookup.facts, object, rooms.clock.now()));
  }
  return { lookups: found, objects, findings: checks.flatMap((check) => findingOf(check, call, objects)) };
}

async function look(
  call: GatewayCall,
  operation: string,
  args: JsonObject,
  enforceSystem: (request: GateRequest) => Promise<Outcome>,
): Promise<JsonValue | undefined> {
  const outcome = await enforceSystem({
    kind: 'system',
    org: call.agent.org,
    purpose: 'lookup',
    connection: call.connection.name,
    operation,
    args,
  });
  if (outcome.kind !== 'released') return undefined;
  const part = outcome.reply.parts[0];
  return part?.kind === 'json' ? part.value : undefined;
}

function factsOf(lookup: string, facts: readonly Fact[], object: JsonValue, at: number): LookedUp[] {
  return facts.flatMap((fact) => {
    const value = formatFact(fact, object);
    return value === null ? [] : [{ id: `${lookup}:${fact.label}`, label: fact.label, value, at }];
  });
}

/** A check that does not agree, or could not be made, denies: what cannot be verified is not true. */
function findingOf(check: Check, call: GatewayCall, objects: Readonly<Record<string, JsonValue>>): Finding[] {
  const claimed = call.action.args[check.argument];
  if (claimed === undefined) return [];
  const made = check.equals.filter(({ lookup }) => Object.hasOwn(objects, lookup));
  const agrees = made.every(({ lookup, pointer }) => valueAt(objects[lookup] ?? null, pointer) === claimed);
  if (made.length > 0 && agrees) return [];
  return [
    {
      detector: made.length > 0 ? 'check_failed' : 'check_unavailable',
      severity: 'critical',
      path: `/${check.argument}`,
      message:
        made.length > 0
          ? check.message
          : `${check.argument} could not be verified with the service, so nothing was sent.`,
    },
  ];
}
