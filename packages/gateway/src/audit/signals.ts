import type { AuditEvent } from './entry.ts';
import { type AuditKind, isAuditKind } from './kinds.ts';

/** Topic of the signals that tell other gateways of an entry that somebody may wait for. */
export const ENTRY_SIGNALS = 'entry';

/** What an entry is about, for a gateway that wants to look: no content, only names. */
export interface EntryNotice {
  readonly kind: AuditKind;
  readonly call: string | null;
  readonly agent: string | null;
}

const OF_CALLS = /^call\./;

/** Calls that policy allowed or refused at once are nobody's to watch: they must not make commits wait for each other. */
export function isWatched({ kind, approval }: Pick<AuditEvent, 'kind' | 'approval'>): boolean {
  return kind === 'call.pending' || approval != null || !OF_CALLS.test(kind);
}

export function signalOf({ kind, call, agent }: AuditEvent): string {
  return `${kind} ${call ?? '-'} ${agent ?? '-'}`;
}

/** @returns null for what no gateway of this version sends */
export function readSignal(text: string): EntryNotice | null {
  const [kind = '', call = '-', agent = '-'] = text.split(' ');
  if (!isAuditKind(kind)) return null;
  return { kind, call: call === '-' ? null : call, agent: agent === '-' ? null : agent };
}
