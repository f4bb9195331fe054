import { parseStrict } from '@agentport/engine';
import { Fault } from '../../kernel/fault.ts';
import { accessReport, type From } from '../events.ts';
import { isNewBrowser } from '../known-browser.ts';
import type { Parts } from '../parts.ts';
import type { AnnounceEnd } from '../people/people.ts';
import { ABSOLUTE_MS, IDLE_MS, type OpenedSignIn, openSignIn, type SignedIn } from '../sign-ins.ts';
import { spendTicket } from '../ticket.ts';
import { tokenDigest } from '../token.ts';
import { type Admitted, admit } from './admit.ts';
import { type Claims, vouchedMs } from './claims.ts';
import { type CompanyLink, linksOf, unlink } from './links.ts';
import { type Attempt, createProvider, type Described, type Provider } from './provider.ts';
import {
  checkIssuer,
  type ProviderSettings,
  readClientSecret,
  readProvider,
  removeProvider,
  writeProvider,
} from './settings.ts';

/** ms a person may take at the provider */
export const ATTEMPT_MS = 10 * 60_000;
/** the console's page that hands the provider's answer in */
export const CALLBACK_PATH = '/sign-in/company';

const CONTEXT = { what: 'oidc_attempt' };

/** Sign-in by the company's provider (OpenID Connect code flow with PKCE, state and nonce). */
export interface CompanySignIn {
  /** what the button says; null while there is no provider */
  label(): Promise<string | null>;
  /**
   * @param next where the person wanted to go; handed back at the end, never followed by the gateway
   * @param linking the signed-in person who connects their account
   * @returns where to send the browser, and the sealed attempt that only this browser may come back with
   */
  begin(input: { next: string; linking: SignedIn | null }): Promise<{ location: string; attempt: string }>;
  /** @throws {Fault} provider_refused, provider_unavailable, not_linked, role_insufficient */
  finish(
    input: { attempt: string | null; query: string; current: SignedIn | null },
    from: From,
  ): Promise<{ signIn: OpenedSignIn | null; next: string }>;
  settings(): Promise<(ProviderSettings & { readonly hasSecret: boolean }) | null>;
  change(
    settings: ProviderSettings,
    secret: string | undefined,
    by: { actor: string; from: From },
  ): Promise<void>;
  remove(by: { actor: string; from: From }): Promise<void>;
  /** what stands at this address, before anybody signs in by it. @throws {Fault} invalid_request, provider_unavailable */
  describe(issuer: string): Promise<Described>;
  /** the person's accounts at the company */
  links(operatorId: string): Promise<readonly CompanyLink[]>;
  /** throws as links.ts says */
  unlink(current: SignedIn, from: From): Promise<void>;
}

/** What travels in the browser's cookie, sealed. */
interface SealedAttempt extends Attempt {
  readonly issuer: string;
  readonly next: string;
  /** whose account is to be connected, and by which sign-in */
  readonly link: { readonly operator: string; readonly sign_in: string } | null;
  readonly expires_at: number;
}

export function createCompanySignIn(parts: Parts, announceEnd: AnnounceEnd): CompanySignIn {
  const provider: Provider = createProvider({
    fetch: parts.fetch,
    now: () => parts.clock.now(),
    secretOf: () => readClientSecret(parts),
  });
  const redirectUri = () => `${new URL(parts.publicUrl()).origin}${CALLBACK_PATH}`;
  return {
    label: async () => (await readProvider(parts))?.label ?? null,

    async begin({ next, linking }) {
      const settings = await required(parts);
      const random = () => parts.random.bytes(32).toString('base64url');
      const attempt: SealedAttempt = {
        ...{ state: random(), nonce: random(), verifier: random() },
        issuer: settings.issuer,
        next,
        link: linking && { operator: linking.person.id, sign_in: linking.signInId },
        expires_at: parts.clock.now() + ATTEMPT_MS,
      };
      const location = await provider.authorizationUrl(settings, attempt, redirectUri());
      const sealed = parts.sealer.sealState(CONTEXT, Buffer.from(JSON.stringify(attempt)));
      return { location, attempt: Buffer.from(sealed).toString('base64url') };
    },

    async finish({ attempt: text, query, current }, from) {
      const attempt = openAttempt(parts, text);
      const settings = await required(parts);
      // another provider was set meanwhile: a code of one must never be traded at the other (mix-up)
      if (attempt === null || attempt.issuer !== settings.issuer) throw refused();
      if (attempt.link !== null && attempt.link.sign_in !== current?.signInId) throw refused();
      const claims = await exchanged(parts, provider, settings, attempt, `${redirectUri()}?${query}`, from);
      const signIn = await enter(parts, announceEnd, { settings, attempt, claims }, from);
      return { signIn, next: attempt.next };
    },

    async settings() {
      const settings = await readProvider(parts);
      return settings && { ...settings, hasSecret: (await readClientSecret(parts)) !== null };
    },
    change: (settings, secret, by) => writeProvider(parts, settings, secret, by),
    remove: (by) => removeProvider(parts, by),
    async describe(issuer) {
      checkIssuer(issuer);
      return provider.describe(issuer);
    },
    links: (operatorId) => linksOf(parts, operatorId),
    unlink: (current, from) => unlink(parts, announceEnd, current, from),
  };
}

async function exchanged(
  parts: Parts,
  provider: Provider,
  settings: ProviderSettings,
  attempt: SealedAttempt,
  callback: string,
  from: From,
): Promise<Claims> {
  try {
    return await provider.exchange(settings, attempt, new URL(callback));
  } catch (error) {
    if (error instanceof Fault) throw error;
    // what exactly did not fit is for the log; whoever tries things out learns nothing
    const { ClientError } = await import('openid-client');
    const code = error instanceof ClientError ? (error.code ?? error.name) : 'other';
    const details = { at: 'provider', problem: String(code).slice(0, 60) };
    await parts.db.unit((tx) =>
      parts.audit.append(tx, accessReport('sign_in.refused', 'unknown', from, details)),
    );
    throw refused(error);
  }
}

interface Arrival {
  readonly settings: ProviderSettings;
  readonly attempt: SealedAttempt;
  readonly claims: Claims;
}

/** One unit: the attempt is used up, the person admitted with today's role, the sign-in opened. */
async function enter(
  parts: Parts,
  announceEnd: AnnounceEnd,
  { settings, attempt, claims }: Arrival,
  from: From,
): Promise<OpenedSignIn | null> {
  const done = await parts.db.unit(async (tx) => {
    const spent = { sha256: tokenDigest(`oidc ${attempt.state}`), expiresAt: attempt.expires_at };
    if (!(await spendTicket(parts, tx, spent))) return { refused: refused() };
    const admitted: Admitted = await admit(parts, tx, {
      settings,
      claims,
      linkTo: attempt.link?.operator ?? null,
      from,
    });
    if ('refused' in admitted || attempt.link !== null) return admitted;
    const stepUpMs = vouchedMs(settings, claims, parts.clock.now());
    const lifetime = { idleMs: IDLE_MS, absoluteMs: ABSOLUTE_MS, stepUpMs };
    const signIn = await openSignIn(parts, tx, admitted.operator, from, lifetime);
    const details = {
      sign_in: signIn.signInId,
      by: 'provider',
      issuer: claims.issuer,
      second_factor: stepUpMs > 0 ? 'provider' : 'none',
      new_browser: isNewBrowser(parts, from, admitted.operator.email),
    };
    await parts.audit.append(tx, accessReport('sign_in.started', admitted.operator.id, from, details));
    return { signIn };
  });
  if ('refused' in done) {
    announceEnd(done.ended ?? []);
    throw done.refused;
  }
  return 'signIn' in done ? done.signIn : null;
}

async function required(parts: Parts): Promise<ProviderSettings> {
  const settings = await readProvider(parts);
  if (settings) return settings;
  throw new Fault('provider_unavailable', 'No sign-in provider is set here. Use another way to sign in.');
}

function openAttempt(parts: Parts, text: string | null): SealedAttempt | null {
  if (text === null || text.length > 4_000) return null;
  try {
    const opened = parts.sealer.openState(CONTEXT, Buffer.from(text, 'base64url'));
    const attempt = parseStrict(opened) as unknown as SealedAttempt;
    return attempt.expires_at > parts.clock.now() ? attempt : null;
  } catch {
    return null;
  }
}

function refused(cause?: unknown): Fault {
  return new Fault(
    'provider_refused',
    'This sign-in was not begun in this browser, took longer than ten minutes, was used before, or the provider said no. Begin again.',
    { cause },
  );
}
