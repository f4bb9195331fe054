import { randomBytes } from 'node:crypto';

/** Plainly fake, and still of the shape Google gives out. */
export const SANDBOX_GMAIL = {
  client_id: '000000000000-sandbox.apps.googleusercontent.com',
  client_secret: 'GOCSPX-sandboxOnlyNotARealSecret',
  refresh_token: '1//sandboxOnlyNotARealRefreshToken',
} as const;

export interface TokenAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** How the endpoint behaves; a test may change it at any time. */
export interface TokenMood {
  /** seconds an access token lasts */
  lifetime: number;
  /** every trade gives a new refresh token and ends the one that was traded (RFC 9700 §4.14.2) */
  rotates: boolean;
  /** given instead of a token, this many times more */
  fails: { readonly answer: TokenAnswer; times: number } | null;
  /** before answering, ms */
  delay: number;
}

/** A stand-in for an OAuth token endpoint (RFC 6749 §3.2): refresh tokens only. */
export interface TokenEndpoint {
  readonly mood: TokenMood;
  /** trades that succeeded */
  trades(): number;
  /** asked at all */
  asked(): number;
  accepts(accessToken: string): boolean;
  /** every secret it knows or gave out, so that a log can be kept free of them */
  secrets(): readonly string[];
  /** ends all access tokens before their time */
  endAccess(): void;
  /** ends the refresh tokens: a person took the right away */
  revoke(): void;
  answer(form: URLSearchParams): Promise<TokenAnswer>;
}

export function createTokenEndpoint(now: () => number): TokenEndpoint {
  const refresh = new Set<string>([SANDBOX_GMAIL.refresh_token]);
  const access = new Map<string, number>();
  const secrets: string[] = [SANDBOX_GMAIL.client_secret, SANDBOX_GMAIL.refresh_token];
  let [trades, asked] = [0, 0];
  const mood: TokenMood = { lifetime: 3599, rotates: false, fails: null, delay: 0 };
  const give = (prefix: string): string => {
    const token = `${prefix}sandbox-${randomBytes(24).toString('base64url')}`;
    secrets.push(token);
    return token;
  };
  const trade = (form: URLSearchParams): TokenAnswer => {
    if (mood.fails !== null && mood.fails.times > 0) {
      mood.fails.times -= 1;
      return mood.fails.answer;
    }
    if (form.get('grant_type') !== 'refresh_token') return refused(400, 'unsupported_grant_type');
    const client = form.get('client_id') === SANDBOX_GMAIL.client_id;
    if (!client || form.get('client_secret') !== SANDBOX_GMAIL.client_secret)
      return refused(401, 'invalid_client');
    const traded = form.get('refresh_token') ?? '';
    if (!refresh.has(traded)) return refused(400, 'invalid_grant');
    trades += 1;
    const token = give('ya29.');
    access.set(token, now() + mood.lifetime * 1000);
    const body = { access_token: token, expires_in: mood.lifetime, token_type: 'Bearer', scope: 'mail' };
    if (!mood.rotates) return { status: 200, body };
    refresh.delete(traded);
    const next = give('1//');
    refresh.add(next);
    return { status: 200, body: { ...body, refresh_token: next } };
  };
  return {
    mood,
    trades: () => trades,
    asked: () => asked,
    accepts: (token) => (access.get(token) ?? 0) > now(),
    secrets: () => secrets,
    endAccess: () => access.clear(),
    revoke: () => refresh.clear(),
    async answer(form) {
      asked += 1;
      if (mood.delay > 0) await new Promise((resolve) => setTimeout(resolve, mood.delay));
      return trade(form);
    },
  };
}

function refused(status: number, error: string): TokenAnswer {
  return { status, body: { error, error_description: 'The sandbox says no.' } };
}
