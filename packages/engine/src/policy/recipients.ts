import type { Reason } from '../decision/reasons.ts';
import { PolicyError, type RecipientLimit } from './document.ts';

/** Who a message would reach, as far as the arguments tell. */
export interface RecipientFacts {
  /** false where the call does not say whom it reaches, e.g. for a stored draft */
  readonly seen: boolean;
  /** bare lower-case domains of everybody it goes to, open and hidden, each once */
  readonly domains: readonly string[];
  /** everybody it goes to */
  readonly count: number;
  /** those of them whom the others do not see (bcc) */
  readonly hidden: number;
  /** the integration's own number above which a person is asked */
  readonly ask_above: number;
}

/** Stands in a decision for the rule that integrations ship, not a person. */
export const RECIPIENT_RULE = 'integration:recipients';

/** In place of domains: whoever it is. */
export const ANY_DOMAIN = '*';

/** Labels of RFC 1035 §2.3.1 in lower case; IDN only as punycode, so that nothing looks like something else. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export function isDomain(text: string): boolean {
  return text.length <= 253 && DOMAIN.test(text);
}

/** Why a person must be asked about those a message reaches; none when the limit covers all of them. */
export function recipientReasons(facts: RecipientFacts, limit: RecipientLimit | null): readonly Reason[] {
  const rule = RECIPIENT_RULE;
  if (!facts.seen) {
    return [{ code: 'recipient_unseen', rule, detail: 'The call does not say whom it reaches.' }];
  }
  const reasons: Reason[] = [];
  const allowed = new Set(limit?.allowed_domains ?? []);
  if (!allowed.has(ANY_DOMAIN) && !facts.domains.every((domain) => allowed.has(domain))) {
    const detail = 'A recipient is outside the domains that need no question.';
    reasons.push({ code: 'recipient_outside', rule, detail });
  }
  if (facts.count > (limit?.ask_above ?? facts.ask_above)) {
    const detail = `It goes to ${facts.count} recipients at once.`;
    reasons.push({ code: 'recipients_many', rule, detail });
  }
  if (facts.hidden > 0) {
    const detail = 'Somebody would get it whom the other recipients do not see.';
    reasons.push({ code: 'recipient_hidden', rule, detail });
  }
  return reasons;
}

/**
 * The limits by connection.
 * @throws {PolicyError} for a connection twice, a text that is no domain, or a number that is none
 */
export function checkRecipientLimits(limits: readonly RecipientLimit[]): ReadonlyMap<string, RecipientLimit> {
  const known = new Map<string, RecipientLimit>();
  limits.forEach((limit, index) => {
    const path = `/recipients/${index}`;
    if (known.has(limit.connection)) {
      throw new PolicyError(`The recipients of ${limit.connection} are stated twice. Keep one.`, path);
    }
    if (!limit.allowed_domains.every((domain) => domain === ANY_DOMAIN || isDomain(domain))) {
      const message = 'allowed_domains takes bare domains in lower case, e.g. example.com, or * for all.';
      throw new PolicyError(message, `${path}/allowed_domains`);
    }
    const above = limit.ask_above;
    if (above !== undefined && !(Number.isSafeInteger(above) && above >= 0)) {
      throw new PolicyError('ask_above must be a whole number.', `${path}/ask_above`);
    }
    known.set(limit.connection, limit);
  });
  return known;
}

/** Whether some message needs no question under `is` that needed one under `was`. */
export function reachesFurther(was: RecipientLimit | null, is: RecipientLimit | null): boolean {
  if (is === null || is.allowed_domains.length === 0) return false;
  if (was === null) return true;
  const before = new Set(was.allowed_domains);
  const newcomer = !before.has(ANY_DOMAIN) && is.allowed_domains.some((domain) => !before.has(domain));
  return newcomer || !coversMany(was.ask_above, is.ask_above);
}

/** The integration's own number is not known here: a change to or from it counts as more. */
function coversMany(was: number | undefined, is: number | undefined): boolean {
  if (was === undefined || is === undefined) return was === is;
  return was >= is;
}
