import type { ApprovalDetail } from '@agentport/contract';

type Reason = ApprovalDetail['reasons'][number];

const WORDS: Record<string, string> = {
  tier_agent: 'a tier set for this agent asks a person',
  tier_connection: 'the tier of this operation asks a person',
  tier_glob: 'a tier for operations like this asks a person',
  default_manifest: 'the integration asks a person for this operation',
  default_risk: 'operations of this risk ask a person',
  rule_matched: 'a rule asks a person',
  finding: 'something in it looks dangerous',
  detector_failed: 'it could not be inspected',
  policy_moved: 'the policy changed meanwhile',
};

/** Why a person is asked, in words: the policy's own text where it has one. */
export function becauseOf(reasons: readonly Reason[]): string | null {
  const sentences = reasons.map((reason) => reason.detail ?? withRule(WORDS[reason.code], reason.rule));
  const known = sentences.filter((sentence) => sentence !== undefined);
  return known.length === 0 ? null : `${known.join('; ').replace(/\.$/, '')}.`;
}

function withRule(words: string | undefined, rule: string | undefined): string | undefined {
  return words !== undefined && rule ? `${words} (${rule})` : words;
}
