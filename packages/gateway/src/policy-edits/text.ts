import { TIER_OF } from '@agentport/contract';
import { compile, type PolicyDocument, PolicyError } from '@agentport/engine';
import { stringify } from 'yaml';
import { parseConsolePolicy, policyOf } from '../config-file/index.ts';
import { Fault } from '../kernel/fault.ts';
import type { ConsolePart } from '../policies/index.ts';

/** How the text is called in what is said about it. */
const NAME = 'policy';

type Permissions = Record<string, string>;

/** Tiers, rules and recipients in the words of agentport.yaml; empty for none. */
export function policyText({ tiers, rules, recipients }: ConsolePart): string {
  const integrations: Record<string, { recipients?: object; permissions?: Permissions }> = {};
  const agents: Record<string, { permissions: Record<string, Permissions> }> = {};
  for (const { connection, source: _, ...limit } of recipients) {
    integrations[connection] = { ...integrations[connection], recipients: limit };
  }
  for (const { agent, connection, operation, effect } of tiers) {
    if (agent === undefined) {
      const block = integrations[connection] ?? {};
      block.permissions = { ...block.permissions, [operation]: TIER_OF[effect] };
      integrations[connection] = block;
      continue;
    }
    const block = agents[agent] ?? { permissions: {} };
    block.permissions[connection] = { ...block.permissions[connection], [operation]: TIER_OF[effect] };
    agents[agent] = block;
  }
  const document = {
    ...(Object.keys(integrations).length > 0 && { integrations }),
    ...(Object.keys(agents).length > 0 && { agents }),
    ...(rules.length > 0 && {
      rules: rules.map(({ id, match, effect, obligations }) => ({
        id,
        match: { ...match },
        effect: TIER_OF[effect],
        ...(obligations.some(({ kind }) => kind === 'step_up') && { step_up: true }),
      })),
    }),
  };
  return Object.keys(document).length === 0 ? '' : stringify(document, { lineWidth: 0 });
}

/**
 * What a person wrote.
 * @throws {Fault} `invalid_request` with the line in `details` and in the sentence
 */
export function readPolicyText(text: string): ConsolePart {
  try {
    const policy = policyOf(parseConsolePolicy(text, NAME), (line) => ({ owner: 'console', line }));
    return { tiers: policy.tiers, rules: policy.rules, recipients: checked(policy).recipients ?? [] };
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'config_invalid') throw error;
    const { line = 1, column = 1 } = (error.details ?? {}) as { line?: number; column?: number };
    throw problemAt(line, error.message.replace(/^policy:\d+:\d+: /, ''), column);
  }
}

/** A problem with what a person wrote, at its line. */
export function problemAt(line: number | undefined, message: string, column = 1): Fault {
  const place = line === undefined ? '' : `Line ${line}: `;
  return new Fault('invalid_request', `${place}${message}`, {
    details: { line: line ?? 1, column, message },
  });
}

function checked(policy: PolicyDocument): PolicyDocument {
  try {
    compile(policy, 0, null);
    return policy;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    const [, list, index] = error.path.split('/');
    const lists: Readonly<Record<string, readonly { source?: { line?: number } }[]>> = { ...policy, v: [] };
    throw problemAt(lists[list ?? '']?.[Number(index)]?.source?.line, error.message);
  }
}
