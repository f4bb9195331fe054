import type { Outcome, Problem } from '@agentport/engine';
import { TOKEN_REFRESH_NAME } from '../catalog/index.ts';
import type { Connections } from '../connections/index.ts';
import type { AccessToken, FindAccessToken } from '../courier/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { OauthTokens } from '../oauth/index.ts';
import type { CredentialName } from '../vault/index.ts';
import type { Enforce } from './gate.ts';

interface Parts {
  readonly org: string;
  readonly connections: Pick<Connections, 'list'>;
  readonly tokens: OauthTokens;
  readonly enforce: Enforce;
  readonly clock: Clock;
}

/** Pauses between tries at a token endpoint that is down, ms. */
const RETRY_AFTER_MS = [250, 1_000];
/** While another gateway trades: how often to look whether it is done, and for how long, ms. */
const LOOK_EVERY_MS = 200;
const LOOK_FOR_MS = 25_000;
/** Worth another try: the endpoint was not reached, or could not answer. */
const PASSING: ReadonlySet<string> = new Set(['upstream_unreachable', 'upstream_timeout', 'upstream_error']);

const UNKNOWN: Problem = {
  code: 'connection_disabled',
  message: 'The connection was removed. Nothing was sent.',
};

/**
 * Access tokens for the courier. However many calls need one, this gateway trades once for all of them, and of several
 * gateways the one that holds the lease; trading is a call of the gateway itself, on the one path.
 */
export function createAccessTokens(parts: Parts): FindAccessToken {
  const running = new Map<string, Promise<Problem | null>>();

  return async (credential, { after, insist }) => {
    const found = await look(parts, credential, after);
    if (found) return found;
    const { refused } = await parts.tokens.known(credential);
    if (refused !== null && !insist) return { kind: 'refused', problem: mustReconnect(refused) };
    const key = `${credential.connectionId}/${credential.version}`;
    const trading = running.get(key) ?? trade(parts, credential, after).finally(() => running.delete(key));
    running.set(key, trading);
    const problem = await trading;
    if (problem !== null) return { kind: 'refused', problem };
    return (await look(parts, credential, after)) ?? { kind: 'refused', problem: notNow() };
  };
}

async function look(
  { tokens }: Parts,
  credential: CredentialName,
  after: number | null,
): Promise<AccessToken | null> {
  const { access, generation } = await tokens.known(credential);
  if (access === null || (after !== null && generation <= after)) return null;
  return { kind: 'ready', generation, name: access };
}

/** @returns null when there is a newer token now, else why not */
async function trade(
  parts: Parts,
  credential: CredentialName,
  after: number | null,
): Promise<Problem | null> {
  const { tokens, clock } = parts;
  for (let waited = 0; !(await tokens.lease(credential)); waited += LOOK_EVERY_MS) {
    if (waited >= LOOK_FOR_MS) return notNow();
    await pause(clock, LOOK_EVERY_MS);
    if (await look(parts, credential, after)) return null;
  }
  try {
    // another gateway may have been done just before this one got the lease
    return (await look(parts, credential, after)) ? null : await ask(parts, credential);
  } finally {
    await tokens.letGo(credential);
  }
}

async function ask(parts: Parts, credential: CredentialName): Promise<Problem | null> {
  for (let tries = 0; ; tries++) {
    const connection = parts.connections.list(parts.org).find(({ id }) => id === credential.connectionId);
    if (!connection) return UNKNOWN;
    const outcome = await parts.enforce({
      kind: 'system',
      org: parts.org,
      purpose: 'token_refresh',
      connection: connection.name,
      operation: TOKEN_REFRESH_NAME,
      args: {},
    });
    if (outcome.kind === 'released') return null;
    const problem = problemOf(outcome);
    if (tries >= RETRY_AFTER_MS.length || !isPassing(outcome, problem)) return problem;
    await pause(parts.clock, RETRY_AFTER_MS[tries] as number);
    if (!(await parts.tokens.lease(credential))) return notNow(); // it lasts anew with every try
  }
}

function problemOf(outcome: Outcome): Problem {
  const problem = 'problem' in outcome ? outcome.problem : null;
  if (problem?.code === 'connection_needs_reconnect') return problem;
  const why = problem?.message ?? 'The call did not go through.';
  return {
    code: problem && PASSING.has(problem.code) ? 'upstream_unreachable' : (problem?.code ?? 'upstream_error'),
    message: `No access token could be had, so nothing was sent. ${why}`,
  };
}

function isPassing(outcome: Outcome, problem: Problem): boolean {
  const status = outcome.kind === 'failed' ? outcome.upstreamStatus : null;
  return problem.code === 'upstream_unreachable' && (status === null || status >= 500);
}

function mustReconnect(code: string): Problem {
  return {
    code: 'connection_needs_reconnect',
    message: `The service does not accept the sign-in of this connection any more (${code}). Nothing was sent. A person must connect it again.`,
    details: { oauth_error: code },
  };
}

function notNow(): Problem {
  const message =
    'Another gateway is getting an access token and is not done yet. Nothing was sent; call again.';
  return { code: 'upstream_unreachable', message };
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}
