import * as client from 'openid-client';
import { Fault } from '../../kernel/fault.ts';
import type { PlainFetch } from '../../upstream/index.ts';
import type { ProviderSettings } from './settings.ts';

/** ms a discovery document is used before it is read again */
const DISCOVERY_MS = 3_600_000;

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
}

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
}

/** The company's provider, by the library. */
export function createProvider(options: {
  fetch: PlainFetch;
  now: () => number;
  secretOf: () => Promise<string | null>;
}): Provider {
  let known: { key: string; at: number; configuration: client.Configuration } | null = null;

  async function configurationOf(settings: ProviderSettings): Promise<client.Configuration> {
    const secret = await options.secretOf();
    const key = JSON.stringify([settings.issuer, settings.clientId, secret]);
    if (known?.key === key && known.at > options.now() - DISCOVERY_MS) return known.configuration;
    const issuer = new URL(settings.issuer);
    const configuration = await client.discovery(
      issuer,
      settings.clientId,
      secret === null ? { token_endpoint_auth_method: 'none' } : { client_secret: secret },
      secret === null ? client.None() : client.ClientSecretBasic(secret),
      {
        execute: issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [],
        [client.customFetch]: (url, request) => options.fetch(url, request, issuer.origin),
      },
    );
    client.enableNonRepudiationChecks(configuration); // the ID token's signature, too, not the connection alone
    known = { key, at: options.now(), configuration };
    return configuration;
  }

  return {
    async authorizationUrl(settings, attempt, redirectUri) {
      const configuration = await configurationOf(settings).catch(unreachable);
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: ['openid', 'email', 'profile', ...settings.scopes].join(' '),
        code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        state: attempt.state,
        nonce: attempt.nonce,
      });
      return url.href;
    },
    async exchange(settings, attempt, callback) {
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
      return readClaims(settings, { ...more, ...claims });
    },
  };
}

function readClaims(settings: ProviderSettings, claims: Record<string, unknown>): Claims {
  const text = (name: string) => (typeof claims[name] === 'string' ? (claims[name] as string) : null);
  const texts = (value: unknown) => [value].flat().filter((one) => typeof one === 'string');
  return {
    issuer: text('iss') ?? '',
    subject: text('sub') ?? '',
    email: text('email'),
    emailVerified: claims.email_verified === true,
    name: text('name'),
    groups: texts(claims[settings.groupsClaim]),
    methods: [...texts(claims.acr), ...texts(claims.amr)],
  };
}

function unreachable(cause: unknown): never {
  throw new Fault(
    'provider_unavailable',
    'The sign-in provider cannot be reached, or its address is wrong. Use another way to sign in, and look at its settings.',
    { cause },
  );
}
