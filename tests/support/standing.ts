import type { Decision, Effect } from '@agentport/engine';
import { type Gateway, ORG } from '../../packages/gateway/src/gateway.ts';

/** What every agent may do through a gateway right now, as far as standing policy says. */
export interface Standing {
  /** by `agent connection.operation` */
  readonly effects: ReadonlyMap<string, { readonly effect: Effect; readonly stepUp: boolean }>;
  /** where each connection leads, by name; only those that are switched on */
  readonly places: ReadonlyMap<string, string>;
  readonly approveWithinMs: number;
  readonly executeWithinMs: number;
}

const AGENTS = ['anybody', 'clerk', 'intruder'];
const STRENGTH = { allow: 0, ask: 1, deny: 2 } as const;

export async function standing(gateway: Gateway): Promise<Standing> {
  const active = gateway.connections.list(ORG).filter(({ status }) => status === 'active');
  const places = new Map<string, string>();
  const effects = new Map<string, { effect: Effect; stepUp: boolean }>();
  for (const connection of active) {
    const keys = await gateway.db.read
      .selectFrom('credentials')
      .select('fingerprint')
      .where('connection_id', '=', connection.id)
      .where('version', '=', connection.credentialVersion)
      .execute();
    const fingerprint = keys[0]?.fingerprint ?? 'no key';
    places.set(connection.name, `${connection.integration} ${connection.baseUrl} ${fingerprint}`);
    for (const operation of Object.values(gateway.connections.definitionOf(connection).operations)) {
      for (const name of AGENTS) {
        const facts = {
          agent: { id: `agt_${name}`, name },
          connection: { name: connection.name },
          integration: connection.integration,
          operation: operation.name,
          risk: operation.risk,
          manifestDefault: operation.default,
          hide: operation.hide,
          args: {},
        };
        const decision = gateway.policies.decide(facts, []);
        const key = `${name} ${connection.name}.${operation.name}`;
        effects.set(key, { effect: decision.effect, stepUp: stepUp(decision) });
      }
    }
  }
  return {
    effects,
    places,
    approveWithinMs: gateway.configFile.approveWithinMs(),
    executeWithinMs: gateway.configFile.executeWithinMs(),
  };
}

/** Every way in which `now` is milder than `before`, in words; a connection that is gone is not milder. */
export function whatIsLooser(before: Standing, now: Standing): string[] {
  const milder: string[] = [];
  for (const [name, decision] of now.effects) {
    const was = before.effects.get(name);
    if (!was) milder.push(`${name} is new`);
    else if (STRENGTH[decision.effect] < STRENGTH[was.effect]) milder.push(`${name}: ${decision.effect}`);
    else if (was.stepUp && !decision.stepUp && decision.effect !== 'deny')
      milder.push(`${name} without step-up`);
  }
  for (const [name, place] of now.places) {
    if (before.places.get(name) !== place) milder.push(`${name} leads to ${place}`);
  }
  if (now.approveWithinMs > before.approveWithinMs) milder.push('questions stay open for longer');
  if (now.executeWithinMs > before.executeWithinMs) milder.push('approvals stay good for longer');
  return milder;
}

function stepUp({ obligations }: Decision): boolean {
  return obligations.some(({ kind }) => kind === 'step_up');
}
