import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { PlainFetch } from '../../upstream/index.ts';

export const ISSUER = 'https://login.example.com';
export const CLIENT_ID = 'agentport';
export const CLIENT_SECRET = 'plainly a fake client secret, 32+';

type Json = Readonly<Record<string, unknown>>;

/** For tests: a provider that says and signs whatever a test wants. Without a wish it is an honest one. */
export interface Forger {
  readonly fetch: PlainFetch;
  /** what the next answers say */
  bent: Bent;
  /** addresses that were asked, without their queries */
  readonly asked: string[];
}

export interface Bent {
  /** over the honest claims; undefined takes one out */
  readonly claims?: Json;
  readonly header?: Json;
  /** `other`: a key nobody published · `secret`: HMAC by the client's secret · `public`: HMAC by the published key · `none` */
  readonly signedBy?: 'other' | 'secret' | 'public' | 'none';
  readonly userinfo?: Json;
  /** in place of the answer to the code */
  readonly token?: { readonly status: number; readonly body: Json };
  readonly metadata?: Json;
}

const HONEST = { alg: 'ES256', kid: 'one', typ: 'JWT' };

export function createForger(): Forger {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const others = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256', use: 'sig' };
  const forger: Forger = {
    bent: {},
    asked: [],
    async fetch(url) {
      const { origin, pathname } = new URL(url);
      forger.asked.push(`${origin}${pathname}`);
      if (origin !== ISSUER) throw new Error(`nothing at ${origin}`);
      const { claims, header, signedBy, token, userinfo, metadata } = forger.bent;
      if (pathname === '/.well-known/openid-configuration') return answer({ ...METADATA, ...metadata });
      if (pathname === '/jwks') return answer({ keys: [jwk] });
      if (pathname === '/userinfo') return answer({ sub: 'jonas', ...userinfo });
      if (token) return answer(token.body, token.status);
      const said = { ...honestClaims(), ...claims };
      const head = { ...HONEST, ...header };
      const id_token = signed(
        head,
        said,
        signedBy ?? 'one',
        { one: keys.privateKey, other: others.privateKey },
        keys.publicKey,
      );
      return answer({ access_token: 'plainly-fake', token_type: 'Bearer', id_token });
    },
  };
  return forger;
}

const METADATA: Json = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  userinfo_endpoint: `${ISSUER}/userinfo`,
  jwks_uri: `${ISSUER}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
};

/** The library measures with the machine's own clock. */
function honestClaims(): Json {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: ISSUER,
    sub: 'jonas',
    aud: CLIENT_ID,
    iat: now,
    exp: now + 300,
    email: 'jonas@example.com',
    email_verified: true,
    groups: ['approvers'],
  };
}

function signed(
  header: Json,
  claims: Json,
  by: NonNullable<Bent['signedBy']> | 'one',
  keys: { readonly one: KeyObject; readonly other: KeyObject },
  published: KeyObject,
): string {
  const part = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const hmac = by === 'secret' || by === 'public';
  const alg = by === 'none' ? 'none' : hmac ? 'HS256' : header.alg;
  const text = `${part({ ...header, alg })}.${part(claims)}`;
  if (by === 'none') return `${text}.`;
  const secret = by === 'secret' ? CLIENT_SECRET : published.export({ type: 'spki', format: 'pem' });
  if (hmac) return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  const signature = sign('sha256', Buffer.from(text), { key: keys[by], dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

function answer(body: Json, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}
