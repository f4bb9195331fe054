import type { AuditEntryWire } from '@agentport/contract';
import type { IconName } from '../parts/Icon.tsx';
import type { Tone } from '../parts/tone.ts';

interface KindWords {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

const KINDS: Record<string, KindWords> = {
  'call.refused': { word: 'Call refused', tone: 'deny', icon: 'deny' },
  'call.denied': { word: 'Denied by policy', tone: 'deny', icon: 'deny' },
  'call.pending': { word: 'Asked a person', tone: 'ask', icon: 'ask' },
  'call.held': { word: 'Held back', tone: 'ask', icon: 'clock' },
  'call.executing': { word: 'Sending', tone: 'plain', icon: 'gate' },
  'call.finished': { word: 'Finished', tone: 'plain', icon: 'allow' },
  'call.reconciled': { word: 'Outcome marked', tone: 'unknown', icon: 'unknown' },
  'call.collected': { word: 'Result collected', tone: 'plain', icon: 'agent' },
  'approval.approved': { word: 'Approved', tone: 'allow', icon: 'allow' },
  'approval.denied': { word: 'Denied', tone: 'deny', icon: 'deny' },
  'approval.expired': { word: 'Expired', tone: 'plain', icon: 'clock' },
  'approval.cancelled': { word: 'Withdrawn by the agent', tone: 'plain', icon: 'close' },
  'agent.stopped': { word: 'Agent stopped', tone: 'deny', icon: 'stop' },
  'limit.reached': { word: 'Limit reached', tone: 'deny', icon: 'clock' },
  'limit.counted': { word: 'Calls over a limit', tone: 'deny', icon: 'clock' },
  'stop.all': { word: 'Everything stopped', tone: 'deny', icon: 'stop' },
  'log.verified': { word: 'Log checked', tone: 'plain', icon: 'sealed' },
};

const ROOMS: readonly (readonly [string, IconName])[] = [
  ['agent.', 'agent'],
  ['token.', 'key'],
  ['pairing.', 'agent'],
  ['connection.', 'plug'],
  ['credential.', 'key'],
  ['policy.', 'policy'],
  ['config.', 'policy'],
  ['sign_in.', 'lock'],
  ['setup.', 'lock'],
  ['operator.', 'lock'],
];

/** How a kind of entry reads. A kind this console does not know yet still shows, by its own name. */
export function kindWords(kind: string): KindWords {
  const known = KINDS[kind];
  if (known) return known;
  const icon = ROOMS.find(([room]) => kind.startsWith(room))?.[1] ?? 'activity';
  const text = kind.replace(/[._]/g, ' ');
  const bad = /\b(refused|revoked|removed)$/.test(text);
  return { word: text.charAt(0).toUpperCase() + text.slice(1), tone: bad ? 'deny' : 'plain', icon };
}

/** A finished call may have failed: the mark follows the outcome. */
export function entryWords(entry: AuditEntryWire): KindWords {
  const { outcome } = entry.entry;
  if (entry.kind === 'call.finished' && outcome === 'failed')
    return { word: 'Failed', tone: 'deny', icon: 'alert' };
  if (entry.kind === 'call.finished' && outcome === 'outcome_unknown') {
    return { word: 'Outcome unknown', tone: 'unknown', icon: 'unknown' };
  }
  return kindWords(entry.kind);
}

/** What the log calls by id, by the name people know; an id nobody knows stays as it is. */
export type Names = ReadonlyMap<string, string>;

/** The one line beside the mark: what it is about. */
export function entrySubject({ entry }: AuditEntryWire, names: Names): string {
  const named = (member: string) => {
    const value = entry[member];
    return typeof value === 'string' ? (names.get(value) ?? value) : null;
  };
  const operation = [named('connection'), named('operation')].filter(Boolean).join('.');
  if (operation !== '') return operation;
  const name = (entry.details as { name?: unknown } | undefined)?.name;
  return typeof name === 'string' ? name : '';
}

/** Who made it happen, by the name people know. */
export function whoOf({ entry }: AuditEntryWire, names: Names): string {
  const { actor } = entry;
  if (typeof actor !== 'string') return '';
  if (actor.startsWith('system:')) return 'AgentPort';
  if (actor === 'local-administrator') return 'Local administrator';
  return names.get(actor) ?? actor;
}
