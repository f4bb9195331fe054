import { createHash } from 'node:crypto';

/** A key whose beginning says which service it opens, and under which integration it can be moved. */
interface KnownKey {
  readonly pattern: RegExp;
  /** null where a person must connect by hand */
  readonly integration: string | null;
  readonly what: string;
}

/** Public keys (`pk_…`, `phc_…`) are left: they open nothing and pages need them. */
const KNOWN: readonly KnownKey[] = [
  {
    pattern: /^(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,240}$/,
    integration: 'stripe',
    what: 'Stripe secret key',
  },
  { pattern: /^(?:ghp|gho|ghu|ghs)_[A-Za-z0-9]{30,250}$/, integration: 'github', what: 'GitHub token' },
  { pattern: /^github_pat_[A-Za-z0-9_]{20,250}$/, integration: 'github', what: 'GitHub fine-grained token' },
  { pattern: /^phx_[A-Za-z0-9]{20,250}$/, integration: 'posthog', what: 'PostHog personal key' },
  { pattern: /^lin_api_[A-Za-z0-9]{20,250}$/, integration: 'linear', what: 'Linear key' },
  { pattern: /^GOCSPX-[A-Za-z0-9_-]{20,60}$/, integration: null, what: 'Google OAuth client secret' },
];

export interface Recognised {
  readonly integration: string | null;
  readonly what: string;
}

/** What a value is, by its form alone; null for anything that is not surely a key. */
export function recogniseKey(value: string): Recognised | null {
  return KNOWN.find(({ pattern }) => pattern.test(value)) ?? null;
}

/** Names a key without telling it: enough to compare two, far too little to find one. */
export function fingerprint(value: string): string {
  return `${value.length} characters, ${createHash('sha256').update(value).digest('hex').slice(0, 8)}`;
}
