import { compile, type Effect, evaluate, type PolicyDocument, strictest } from '@agentport/engine';
import type { Definition } from '../catalog/index.ts';

/**
 * What a service begins with. `careful`: the integration's own defaults · `ask_all`: every operation is asked ·
 * `read_only`: whatever changes something is denied.
 */
export type Preset = 'careful' | 'ask_all' | 'read_only';

/** The tiers of a preset: for each operation the stricter of the preset and the integration's default. */
export function presetTiers(
  connection: string,
  definition: Definition,
  preset: Preset,
): PolicyDocument['tiers'] {
  if (preset === 'careful') return [];
  const nothingSaid = compile({ v: 1, tiers: [], rules: [] }, 0, null);
  return Object.values(definition.operations).flatMap((operation) => {
    const facts = {
      agent: { id: '', name: '' },
      connection: { name: connection },
      integration: definition.id,
      operation: operation.name,
      risk: operation.risk,
      manifestDefault: operation.default,
      hide: operation.hide,
      args: {},
    };
    const usual = evaluate(nothingSaid, facts, []).effect;
    const wanted: Effect = preset === 'ask_all' ? 'ask' : operation.risk === 'read' ? usual : 'deny';
    const effect = strictest(usual, wanted);
    if (effect === usual) return [];
    return [{ connection, operation: operation.name, effect, source: { owner: 'console' as const } }];
  });
}
