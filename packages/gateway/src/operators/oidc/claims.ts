import { STEP_UP_MS } from '../sign-ins.ts';
import type { ProviderSettings } from './settings.ts';

/** What a provider says of a person, verified. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly groups: readonly string[];
  /** `acr` and `amr` values */
  readonly methods: readonly string[];
  /** when the person proved who they are at the provider, ms UTC; null where it does not say */
  readonly authenticatedAt: number | null;
}

type Said = Readonly<Record<string, unknown>>;

/** clocks of two machines differ, ms */
const SKEW_MS = 60_000;

/**
 * Reads the ID token, and what the provider tells elsewhere about the same subject. An address and whether it was checked
 * come from one of the two, never half from each. How and when somebody proved who they are is in the signed token only.
 */
export function readClaims(settings: Pick<ProviderSettings, 'groupsClaim'>, token: Said, more: Said): Claims {
  const address = token.email === undefined ? more : token;
  const groups = token[settings.groupsClaim] ?? more[settings.groupsClaim];
  return {
    issuer: textOf(token.iss) ?? '',
    subject: textOf(token.sub) ?? '',
    email: textOf(address.email),
    emailVerified: address.email_verified === true,
    name: textOf(token.name) ?? textOf(more.name),
    groups: textsOf(groups),
    methods: [...textsOf(token.acr), ...textsOf(token.amr)],
    authenticatedAt: typeof token.auth_time === 'number' ? token.auth_time * 1000 : null,
  };
}

/**
 * For how long the company's sign-in counts as a second factor here, ms; 0 when it does not. It takes a method that was
 * agreed on, and a proof of the last minutes: a provider that remembers somebody since the morning proves nothing now.
 */
export function vouchedMs(
  settings: Pick<ProviderSettings, 'secondFactor'>,
  { methods, authenticatedAt }: Pick<Claims, 'methods' | 'authenticatedAt'>,
  now: number,
): number {
  const agreed = methods.some((method) => settings.secondFactor.includes(method));
  if (!agreed || authenticatedAt === null || authenticatedAt > now + SKEW_MS) return 0;
  return Math.max(0, Math.min(STEP_UP_MS, authenticatedAt + STEP_UP_MS - now));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function textsOf(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}
