import type { JsonObject, RecipientFacts } from '@agentport/engine';
import type { Operation } from './definition.ts';
import { domainsOf } from './mail-message.ts';

/**
 * Whom a call would reach, for the policy: bare domains and numbers, no names. Null for an operation that sends
 * nothing. What cannot be read counts as unseen, which a person is always asked about.
 */
export function recipientsOf(operation: Operation, args: JsonObject): RecipientFacts | null {
  const { recipients } = operation;
  if (recipients === undefined || recipients.kind === 'none') return null;
  if (recipients.kind === 'unseen') return UNSEEN;
  const open = domainsOf(args, recipients.open);
  const hidden = domainsOf(args, recipients.hidden);
  if (open === null || hidden === null || open.length + hidden.length === 0) return UNSEEN;
  const all = [...open, ...hidden];
  return {
    seen: true,
    domains: [...new Set(all)].sort(),
    count: all.length,
    hidden: hidden.length,
    ask_above: recipients.ask_above,
  };
}

const UNSEEN: RecipientFacts = { seen: false, domains: [], count: 0, hidden: 0, ask_above: 0 };
