import type { ApprovalSummary } from '@agentport/contract';
import type { IconName } from '../parts/Icon.tsx';
import type { Tone } from '../parts/tone.ts';

export type CallState = ApprovalSummary['state'];
export type Risk = ApprovalSummary['risk'];

interface StateMark {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

const MARKS: Record<CallState | 'waiting_for_others', StateMark> = {
  waiting_for_others: { word: 'Waiting for others', tone: 'ask', icon: 'ask' },
  pending: { word: 'Waiting for you', tone: 'ask', icon: 'ask' },
  approved: { word: 'Approved', tone: 'allow', icon: 'allow' },
  executing: { word: 'Being sent', tone: 'plain', icon: 'gate' },
  succeeded: { word: 'Done', tone: 'allow', icon: 'allow' },
  failed: { word: 'Failed', tone: 'deny', icon: 'alert' },
  outcome_unknown: { word: 'Outcome unknown', tone: 'unknown', icon: 'unknown' },
  reconciled_succeeded: { word: 'It happened', tone: 'allow', icon: 'allow' },
  reconciled_failed: { word: 'It did not happen', tone: 'plain', icon: 'unknown' },
  denied: { word: 'Denied', tone: 'deny', icon: 'deny' },
  denied_by_policy: { word: 'Denied by policy', tone: 'deny', icon: 'deny' },
  stopped: { word: 'Stopped', tone: 'deny', icon: 'stop' },
  expired: { word: 'Expired', tone: 'plain', icon: 'clock' },
  permit_expired: { word: 'Approved too late', tone: 'plain', icon: 'clock' },
  cancelled: { word: 'Withdrawn by the agent', tone: 'plain', icon: 'close' },
  superseded: { word: 'Replaced', tone: 'plain', icon: 'close' },
  withdrawn: { word: 'Denied after approval', tone: 'deny', icon: 'deny' },
  revoked: { word: 'Revoked', tone: 'deny', icon: 'deny' },
};

export function stateMark(state: keyof typeof MARKS): StateMark {
  return MARKS[state];
}

export type RiskLevel = 'low' | 'medium' | 'high' | 'critical';

const RISKS: Record<Risk, { readonly level: RiskLevel; readonly kind: string }> = {
  read: { level: 'low', kind: 'Reads' },
  write: { level: 'medium', kind: 'Writes' },
  financial: { level: 'high', kind: 'Moves money' },
  destructive: { level: 'critical', kind: 'Cannot be undone' },
  admin: { level: 'high', kind: 'Changes access' },
};

export function riskOf(risk: Risk): { readonly level: RiskLevel; readonly kind: string } {
  return RISKS[risk];
}
