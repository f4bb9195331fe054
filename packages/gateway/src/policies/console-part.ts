import { type CompiledPolicy, compile, type PolicyDocument, tierFor } from '@agentport/engine';
import type { PolicyContent } from './policies.ts';

/** The source of versions that people write in the console. */
export const CONSOLE = 'console';

/** What the console owns of a policy; all the rest is agentport.yaml's. */
export interface ConsolePart {
  readonly tiers: PolicyDocument['tiers'];
  readonly rules: PolicyDocument['rules'];
  readonly recipients: NonNullable<PolicyDocument['recipients']>;
}

interface Owned {
  readonly source?: { readonly owner: 'file' | 'console' };
}

const isConsoles = ({ source }: Owned) => source?.owner === 'console';
const isOthers = (part: Owned) => !isConsoles(part);
const isFiles = ({ source }: Owned) => source?.owner === 'file';

export function consolePartOf({ tiers, rules, recipients = [] }: PolicyDocument): ConsolePart {
  return {
    tiers: tiers.filter(isConsoles),
    rules: rules.filter(isConsoles),
    recipients: recipients.filter(isConsoles),
  };
}

/** A content as the file alone says it. */
export function withoutConsolePart(content: PolicyContent): PolicyContent {
  const { recipients, ...policy } = content.policy;
  const others = recipients?.filter(isOthers) ?? [];
  return {
    ...content,
    policy: {
      ...policy,
      tiers: policy.tiers.filter(isOthers),
      rules: policy.rules.filter(isOthers),
      ...(others.length > 0 && { recipients: others }),
    },
  };
}

/**
 * The file's content with what the console owns. Where the file speaks, what the console said before does not count any
 * more: one place never has two owners.
 */
export function withConsolePart(content: PolicyContent, part: ConsolePart): PolicyContent {
  const own = withoutConsolePart(content);
  const { policy } = own;
  const speaks = fileSpeaks(policy);
  const mine = part.tiers.filter((tier) => !speaks(tier));
  const said = new Set(mine.map(keyOf));
  const ids = new Set(policy.rules.map(({ id }) => id));
  const reached = new Set(policy.recipients?.map(({ connection }) => connection));
  const recipients = [
    ...(policy.recipients ?? []),
    ...part.recipients.filter(({ connection }) => !reached.has(connection)),
  ];
  return {
    ...own,
    policy: {
      ...policy,
      // what nobody owns is left of a file that waits; a person's word takes its place
      tiers: [...policy.tiers.filter((tier) => isFiles(tier) || !said.has(keyOf(tier))), ...mine],
      rules: [...policy.rules, ...part.rules.filter(({ id }) => !ids.has(id))],
      ...(recipients.length > 0 && { recipients }),
    },
  };
}

type Place = Pick<PolicyDocument['tiers'][number], 'agent' | 'connection' | 'operation'>;

/** Whether agentport.yaml speaks for an operation, by its name or by a pattern, for all agents or for this one. */
export function fileSpeaks(policy: PolicyDocument): (place: Place) => boolean {
  const compiled: CompiledPolicy = compile({ v: 1, tiers: policy.tiers.filter(isFiles), rules: [] }, 0, null);
  return ({ agent, connection, operation }) => tierFor(compiled, agent ?? '', connection, operation) !== null;
}

function keyOf({ agent, connection, operation }: Place): string {
  return `${agent ?? ''} ${connection} ${operation}`;
}
