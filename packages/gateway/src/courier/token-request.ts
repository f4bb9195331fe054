import { type HttpWire, makeScrubber, type Pair, type Reply, type Scrubber } from '@agentport/engine';
import type { Permit } from '../approvals/permit.ts';
import type { Granted, KnownToken, OauthTokens } from '../oauth/index.ts';
import { type HttpUpstream, outgoingOf, withSlots } from '../upstream/index.ts';
import type { CredentialName, Vault } from '../vault/index.ts';
import { readGranted, readRefusal } from './granted.ts';
import { answered, judgeHttp } from './judge-answer.ts';
import { readRefreshCredential } from './refresh-credential.ts';
import type { Route } from './route.ts';
import { type Ending, notSent } from './sent.ts';

export interface TokenRequest {
  readonly http: HttpUpstream;
  readonly vault: Pick<Vault, 'openCredential'>;
  readonly tokens: OauthTokens;
  readonly wire: HttpWire;
  /** `grant_type=refresh_token`, as the permit says; the credential is appended to it here and nowhere else */
  readonly body: Uint8Array;
  readonly route: Route & { readonly credential: CredentialName };
  readonly permit: Permit;
  readonly signal: AbortSignal | null;
  readonly beforeSend: (() => Promise<void>) | null;
  readonly note: (cause: unknown, scrubber: Scrubber) => void;
  readonly now: () => number;
}

/** One try at the token endpoint, ms; the lease on trading is longer. */
const TIMEOUT_MS = 8_000;
const USER_AGENT: Pair = ['user-agent', 'AgentPort'];

/**
 * Trades the refresh token (RFC 6749 §6). In a request of this kind the credential's slot is the tail of the form: client
 * and refresh token follow what was permitted. What comes back is sealed here; the reply says only how long it lasts.
 */
export async function sendTokenRequest(request: TokenRequest): Promise<Ending> {
  const { credential } = request.route;
  const known = await request.tokens.known(credential);
  const { form, secrets } = await openForm(request, known);
  const scrubber = makeScrubber(secrets.map((text) => ({ label: 'credential', bytes: Buffer.from(text) })));
  await request.beforeSend?.();
  const outgoing = outgoingOf(request.wire, request.body);
  const answer = await request.http.send({
    owner: `${request.permit.connection_id}/token`,
    destination: { origin: new URL(request.route.url).origin, named: request.route.named },
    outgoing: {
      ...withSlots(outgoing, [USER_AGENT]),
      body: Buffer.concat([outgoing.body, Buffer.from(`&${form}`)]),
    },
    timeoutMs: TIMEOUT_MS,
    signal: request.signal,
  });
  if (answer.kind !== 'answered') {
    request.note(answer.cause, scrubber);
    return withoutReply(judge(answer, scrubber, request));
  }
  const granted = answer.status === 200 ? readGranted(answer.bytes) : null;
  if (granted !== null) return keep(request, known, granted);
  const refusal = readRefusal(answer.status, answer.bytes);
  if (refusal !== null) {
    await request.tokens.refuse(credential, known.generation, refusal);
    return needsReconnect(refusal, answer.status);
  }
  if (answer.status === 200) {
    const message = 'The service gave no access token. An operator can check the address of this connection.';
    return answered('failed', 'upstream_error', message, { status: answer.status });
  }
  return withoutReply(judge(answer, scrubber, request));
}

/** What a person reads when only they can help: what happened, and what to do. */
export function needsReconnect(code: string, status: number | null): Ending {
  const message = `The service does not accept the sign-in of this connection any more (${code}). Nothing was sent. A person must connect it again.`;
  const ending = notSent('connection_needs_reconnect', message, { oauth_error: code });
  return status === null ? ending : { ...ending, reached: 'answered', upstreamStatus: status };
}

async function openForm(
  { vault, route }: TokenRequest,
  known: KnownToken,
): Promise<{ form: string; secrets: readonly string[] }> {
  const sealed = await vault.openCredential(route.credential);
  const { client_id, client_secret, refresh_token } = readRefreshCredential(sealed);
  sealed.wipe();
  const renewed = known.refresh === null ? null : await vault.openCredential(known.refresh);
  const trade = renewed === null ? refresh_token : renewed.reveal().toString('utf8');
  renewed?.wipe();
  const form = new URLSearchParams({ client_id, client_secret, refresh_token: trade }).toString();
  return { form, secrets: [client_secret, refresh_token, trade] };
}

async function keep(request: TokenRequest, known: KnownToken, granted: Granted): Promise<Ending> {
  try {
    if (await request.tokens.keep(request.route.credential, known.generation, granted)) return kept(granted);
  } finally {
    granted.access.wipe();
    granted.refresh?.wipe();
  }
  return notSent('upstream_error', 'Another gateway got an access token meanwhile. Call again.');
}

function kept({ expiresInMs, refresh }: Granted): Ending {
  const value = { expires_in_s: Math.floor(expiresInMs / 1000), new_refresh_token: refresh !== null };
  const reply: Reply = { status: 200, headers: [], parts: [{ kind: 'json', value }], is_error: false };
  return {
    disposition: 'succeeded',
    reached: 'answered',
    reply,
    problem: null,
    upstreamStatus: 200,
    retryAfterSeconds: null,
  };
}

function judge(
  answer: Parameters<typeof judgeHttp>[0],
  scrubber: Scrubber,
  { now }: Pick<TokenRequest, 'now'>,
): Ending {
  return judgeHttp(answer, { read: true, definite5xx: true, replyErrors: null }, scrubber, now());
}

/** What the endpoint said may repeat what it was given, in a form no scrubber knows. */
function withoutReply(ending: Ending): Ending {
  return { ...ending, reply: null };
}
