import type { PolicyWire } from '@agentport/contract';

/** One statement of the policy as a person says it. */
export interface Sentence {
  readonly key: string;
  readonly effect: PolicyWire['tiers'][number]['effect'];
  readonly text: string;
  /** where it is changed */
  readonly place: string;
}

/** Every tier, rule and limit in plain words; rules first, since they come before tiers. */
export function sentencesOf({ rules, tiers, recipients }: PolicyWire): readonly Sentence[] {
  return [
    ...rules.map(
      ({ id, match, effect, step_up: stepUp, source }): Sentence => ({
        key: `rule ${id}`,
        effect,
        text: `${who(match.agent)}${what(match)}${stepUp ? ', with a fresh second factor' : ''}. Rule ${id}.`,
        place: placeOf(source),
      }),
    ),
    ...tiers.map(
      ({ agent, connection, operation, effect, source }): Sentence => ({
        key: `tier ${agent ?? ''} ${connection} ${operation}`,
        effect,
        text: `${who(agent ?? undefined)}${named(operation)} on ${connection}.`,
        place: placeOf(source),
      }),
    ),
    ...recipients.map(
      ({ connection, allowed_domains: domains, ask_above: above, source }): Sentence => ({
        key: `recipients ${connection}`,
        effect: 'ask',
        text: `${connection} asks about every recipient outside ${domains.join(', ') || 'nobody'}${above === null ? '' : `, and about more than ${above} at once`}.`,
        place: placeOf(source),
      }),
    ),
  ];
}

type Match = PolicyWire['rules'][number]['match'];

function who(agent: string | undefined): string {
  return agent === undefined ? 'Every agent: ' : `${agent}: `;
}

function what({ operation, connection, integration, risk }: Match): string {
  const thing = operation === undefined ? 'every operation' : named(operation);
  const kind = risk === undefined ? '' : ` of risk ${risk}`;
  const where = connection ?? integration;
  return `${thing}${kind}${where === undefined ? '' : ` on ${where}`}`;
}

function named(operation: string): string {
  if (operation === '*') return 'every operation that nothing else names';
  return operation.includes('*') ? `every operation that fits ${operation}` : operation;
}

function placeOf({ owner, place }: PolicyWire['tiers'][number]['source']): string {
  return owner === 'console' ? 'this console' : (place ?? 'agentport.yaml');
}
