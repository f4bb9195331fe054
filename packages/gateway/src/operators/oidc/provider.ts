import type { Configuration, ServerMetadata } from 'openid-client';
import { Fault } from '../../kernel/fault.ts';
import type { PlainFetch } from '../../upstream/index.ts';
import { STEP_UP_MS } from '../sign-ins.ts';
import { type Claims, readClaims } from './claims.ts';
import type { ProviderSettings } from './settings.ts';

/** ms a discovery document is used before it is read again */
const DISCOVERY_MS = 3_600_000;

/** What one sign-in must prove it belongs to. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Provider {
  authorizationUrl(settings: ProviderSettings, attempt: Attempt, redirectUri: string): Promise<string>;
  /** Trades the code; signature, issuer, audience, times and nonce of the ID token are checked. */
  exchange(settings: ProviderSettings, attempt: Attempt, callback: URL): Promise<Claims>;
  /** Reads what it says of itself, anew. @throws {Fault} provider_unavailable */
  describe(issuer: string): Promise<Described>;
}

/** What a provider says of itself, for whoever sets it up. */
export interface Described {
  readonly authorizationEndpoint: string | null;
  /** whether it names S256, without which a stolen code could be traded; null where it does not say */
  readonly pkce: boolean | null;
  /** whether it names itself in its answers (RFC 9207), so that another provider cannot pass for it */
  readonly namesItself: boolean;
  readonly scopes: readonly string[] | null;
  readonly claims: readonly string[] | null;
}

/** Loaded at the first sign-in: most gateways have no company's provider. */
const library = () => import('openid-client');

/** The company's provider, by the library. */
export function createProvider(options: {
  fetch: PlainFetch;
  now: () => number;
  secretOf: () => Promise<string | null>;
}): Provider {
  let known: { key: string; at: number; configuration: Configuration } | null = null;

  async function configurationOf(settings: ProviderSettings): Promise<Configuration> {
    const secret = await options.secretOf();
    const client = await library();
    const key = JSON.stringify([settings.issuer, settings.clientId, secret]);
    if (known?.key === key && known.at > options.now() - DISCOVERY_MS) return known.configuration;
    const configuration = await discover(settings.issuer, settings.clientId, secret);
    client.enableNonRepudiationChecks(configuration); // the ID token's signature, too, not the connection alone
    known = { key, at: options.now(), configuration };
    return configuration;
  }

  async function discover(
    issuerText: string,
    clientId: string,
    secret: string | null,
  ): Promise<Configuration> {
    const client = await library();
    const issuer = new URL(issuerText);
    return client.discovery(
      issuer,
      clientId,
      secret === null ? { token_endpoint_auth_method: 'none' } : { client_secret: secret },
      secret === null ? client.None() : client.ClientSecretBasic(secret),
      {
        execute: issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [],
        [client.customFetch]: (url, request) => options.fetch(url, request, issuer.origin),
      },
    );
  }

  return {
    describe: async (issuer) =>
      describeMetadata((await discover(issuer, 'agentport', null).catch(unreadable)).serverMetadata()),
    async authorizationUrl(settings, attempt, redirectUri) {
      const client = await library();
      const configuration = await configurationOf(settings).catch(unreachable);
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: ['openid', 'email', 'profile', ...settings.scopes].join(' '),
        code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        state: attempt.state,
        nonce: attempt.nonce,
        // a proof that is to count as the second factor is of now; the answer says when it was given
        ...(settings.secondFactor.length > 0 ? { max_age: String(STEP_UP_MS / 1000) } : {}),
      });
      return url.href;
    },
    async exchange(settings, attempt, callback) {
      const client = await library();
      const configuration = await configurationOf(settings).catch(unreachable);
      const tokens = await client.authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('the provider sent no ID token');
      // groups and addresses may be told only there
      const more = configuration.serverMetadata().userinfo_endpoint
        ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : {};
      return readClaims(settings, claims, more);
    },
  };
}

function describeMetadata(metadata: Readonly<ServerMetadata>): Described {
  const methods = metadata.code_challenge_methods_supported;
  return {
    authorizationEndpoint: metadata.authorization_endpoint ?? null,
    pkce: methods ? methods.includes('S256') : null,
    namesItself: metadata.authorization_response_iss_parameter_supported === true,
    scopes: metadata.scopes_supported ?? null,
    claims: metadata.claims_supported ?? null,
  };
}

/** The library's code for a document that names another issuer than it was asked for. */
const DIFFERENT = 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED';

function unreadable(cause: unknown): never {
  const differs = cause instanceof Error && 'code' in cause && cause.code === DIFFERENT;
  throw new Fault(
    'provider_unavailable',
    differs
      ? 'A provider answers at this address and calls itself something else. Give the issuer exactly as its own documents spell it, to the last slash.'
      : 'No provider answers at this address. Open it with /.well-known/openid-configuration behind it: that is what is read.',
    { cause },
  );
}

function unreachable(cause: unknown): never {
  throw new Fault(
    'provider_unavailable',
    'The sign-in provider cannot be reached, or its address is wrong. Use another way to sign in, and look at its settings.',
    { cause },
  );
}
