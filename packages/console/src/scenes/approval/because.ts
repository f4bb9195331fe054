import type { ApprovalDetail } from '@agentport/contract';

type Reason = ApprovalDetail['reasons'][number];

const WORDS: Record<string, string> = {
  tier_agent: 'a tier set for this agent asks a person',
  tier_connection: 'the tier of this operation asks a person',
  tier_glob: 'a tier for operations like this asks a person',
  rule_matched: 'a rule asks a person',
  finding: 'something in it looks dangerous',
  detector_failed: 'it could not be inspected',
  policy_moved: 'the policy changed meanwhile',
};

const RISKS: Record<ApprovalDetail['risk'], string> = {
  read: 'it reads',
  write: 'it changes something',
  destructive: 'it destroys something',
  financial: 'it moves money',
  admin: 'it changes who may do what',
};

/** Why a person is asked, in words: the policy's own text where it has one, plain words where a default speaks. */
export function becauseOf({ reasons, risk }: Pick<ApprovalDetail, 'reasons' | 'risk'>): string | null {
  const known = reasons.map((reason) => clause(reason, risk)).filter((words) => words !== undefined);
  return known.length === 0 ? null : `${known.join('; ')}.`;
}

function clause(reason: Reason, risk: ApprovalDetail['risk']): string | undefined {
  if (reason.code === 'default_risk' || reason.code === 'default_manifest') return RISKS[risk];
  const said = reason.detail?.replace(/\.$/, '');
  return said ? lowerFirst(said) : withRule(WORDS[reason.code], reason.rule);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function withRule(words: string | undefined, rule: string | undefined): string | undefined {
  return words !== undefined && rule ? `${words} (${rule})` : words;
}
