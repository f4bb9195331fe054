import { type Action, makeScrubber, type Scrubber } from '@agentport/engine';
import type { Permit } from '../approvals/permit.ts';
import type { Clock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Secret } from '../kernel/secret.ts';
import type { Lanes } from '../limits/index.ts';
import type { OauthTokens } from '../oauth/index.ts';
import type { HttpUpstream, McpProgress, McpUpstream } from '../upstream/index.ts';
import { RequestRefused } from '../upstream/index.ts';
import type { CredentialName, Vault } from '../vault/index.ts';
import { type FindAccessToken, withAccessToken } from './access-token.ts';
import { whyNotPermitted, whyNotRouted, whyNotThisWire } from './check-permit.ts';
import { describeCause } from './describe-cause.ts';
import type { Prepared } from './dispatch.ts';
import { judgeInterrupted, judgeNotSent } from './judge-answer.ts';
import { placeCredential, withCredential } from './place-credential.ts';
import type { DescribeConnection, Route } from './route.ts';
import { createScrubbers } from './scrubbers.ts';
import { prepareHttp } from './send-http.ts';
import { prepareMcp } from './send-mcp.ts';
import { type Ending, notSent, type Sent } from './sent.ts';
import { createSpentPermits } from './spent-permits.ts';
import { sendTokenRequest } from './token-request.ts';

export interface Send {
  readonly permit: Permit;
  readonly action: Action;
  /** HTTP: the request body. MCP: the canonical JSON of the tool's arguments. */
  readonly body: Uint8Array;
  /** cuts the call; what already left cannot be called back */
  readonly signal?: AbortSignal | null;
  /** asked last of all, right before the socket; a throw means that nothing leaves */
  readonly beforeSend?: (() => Promise<void>) | null;
  readonly onProgress?: ((progress: McpProgress) => void) | null;
}

/** The only place where a credential and the wire meet. Plain data in, plain data out. */
export interface Courier {
  /**
   * Sends exactly the permitted action, once. Every refusal and failure is a value that says whether anything left;
   * it never throws and never names a credential.
   */
  send(send: Send): Promise<Sent>;
}

export interface CourierOptions {
  readonly vault: Pick<Vault, 'openCredential' | 'mac'>;
  readonly http: HttpUpstream;
  readonly mcp: McpUpstream;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lanes: Lanes;
  readonly describeConnection: DescribeConnection;
  readonly tokens: OauthTokens;
  readonly findAccessToken: FindAccessToken;
}

/** Everything checked, nothing opened yet. */
interface Cleared {
  readonly route: Route;
  readonly prepared: Prepared;
}

/** How far a sending came. */
interface Way {
  handedOver: boolean;
}

const NO_SECRETS: Scrubber = makeScrubber([]);

export function createCourier(options: CourierOptions): Courier {
  const spent = createSpentPermits(options.clock);
  const scrubbers = createScrubbers(options.clock);

  return {
    async send(send) {
      const startedAt = options.clock.now();
      let scrubber = NO_SECRETS;
      const way: Way = { handedOver: false };
      const ending = await guarded(options, send, way, async () => {
        return inLane(options, send, (cleared) => {
          if (!spent.spend(send.permit)) {
            return notSent('action_changed', 'This permission was used already. Nothing was sent again.');
          }
          const { auth, credential: name } = cleared.route;
          const run = async (credential: Secret | null) => {
            if (credential) scrubber = scrubbers.of(credential);
            way.handedOver = false; // a 401 before this one did nothing
            return dispatch(options, send, way, cleared, { credential, scrubber });
          };
          if (name && auth.kind === 'token_request') return requestToken(options, send, cleared, name);
          if (name && auth.kind === 'oauth_refresh') return runWithToken(options, send, name, run);
          return withCredential(options.vault, name, run);
        });
      });
      const echoes = [...scrubber.hits.values()].reduce((sum, hits) => sum + hits, 0);
      return { ...ending, credentialEchoes: echoes, timing: { startedAt, finishedAt: options.clock.now() } };
    },
  };
}

/** Clears a call and runs it in one of its connection's places; after a wait it is cleared anew. */
async function inLane(
  options: CourierOptions,
  send: Send,
  run: (cleared: Cleared) => Promise<Ending> | Ending,
): Promise<Ending> {
  const cleared = await clear(options, send);
  if ('disposition' in cleared) return cleared;
  const { permit, signal = null } = send;
  // Calls that wait for an access token hold a place each; the request for it must never have to wait for them.
  const lane =
    cleared.route.auth.kind === 'token_request' ? `${permit.connection_id}/token` : permit.connection_id;
  const place = await options.lanes.enter(lane, cleared.route.places, signal);
  if (place === null) return busy();
  try {
    const still = place.waited ? await clear(options, send) : cleared;
    return 'disposition' in still ? still : await run(still);
  } finally {
    place.leave();
  }
}

function busy(): Ending {
  const message =
    'Too many calls use this connection at the moment. Nothing was sent; wait a second and call again.';
  return notSent('connection_busy', message, { limit: 'connection_concurrent_calls', retry_after_s: 1 });
}

/** Permit, connection and the bytes themselves, in that order; the credential stays shut. */
async function clear(options: CourierOptions, { permit, action, body }: Send): Promise<Cleared | Ending> {
  const unpermitted = whyNotPermitted(options.vault, permit, action, options.clock.now());
  if (unpermitted) return unpermitted;
  const route = await options.describeConnection(permit.connection_id, action.operation);
  const unrouted = whyNotRouted(permit, route);
  if (unrouted || !route) return unrouted ?? judgeNotSent('request_refused');
  const prepared = prepare(options, { permit, action, body }, route);
  return whyNotThisWire(permit, action, prepared.leaving) ?? { route, prepared };
}

function prepare(
  options: CourierOptions,
  send: Pick<Send, 'permit' | 'action' | 'body'>,
  route: Route,
): Prepared {
  const { wire } = send.action;
  switch (wire.kind) {
    case 'http':
      return prepareHttp(options.http, wire, send.body, route, send.permit);
    case 'mcp':
      return prepareMcp(options.mcp, wire, send.body, route, send.permit);
  }
}

/** A person who tests a connection may find that the service changed its mind. */
function runWithToken(
  { vault, findAccessToken }: CourierOptions,
  { action }: Send,
  credential: CredentialName,
  run: (token: Secret) => Promise<Ending>,
): Promise<Ending> {
  const insist = action.agent === 'system:credential_test';
  return withAccessToken({ vault, find: findAccessToken, credential, insist }, run);
}

function requestToken(
  options: CourierOptions,
  send: Send,
  { route }: Cleared,
  credential: CredentialName,
): Promise<Ending> {
  const { action, permit, body, signal = null, beforeSend = null } = send;
  if (action.wire.kind !== 'http') throw new RequestRefused('a token is asked for over HTTP');
  return sendTokenRequest({
    ...{ http: options.http, vault: options.vault, tokens: options.tokens, permit, body, signal, beforeSend },
    wire: action.wire,
    route: { ...route, credential },
    note: (cause, scrubber) => note(options, permit.call_id, cause, scrubber),
    now: () => options.clock.now(),
  });
}

function note({ logger }: CourierOptions, call: string, cause: unknown, scrubber: Scrubber): void {
  logger.warn({ call, cause: describeCause(cause, scrubber) }, 'a service gave no complete answer');
}

async function dispatch(
  options: CourierOptions,
  send: Send,
  way: Way,
  { route, prepared }: Cleared,
  { credential, scrubber }: { credential: Secret | null; scrubber: Scrubber },
): Promise<Ending> {
  const slot = credential && placeCredential(route.auth, credential);
  await send.beforeSend?.();
  if (options.clock.now() >= send.permit.expires_at) {
    return notSent('approval_expired', 'The permission to send this ran out before it was sent. Ask again.');
  }
  way.handedOver = true;
  return prepared.send(slot, scrubber, {
    signal: send.signal ?? null,
    onProgress: send.onProgress ?? null,
    read: isRead(send.action),
    note: (cause) => note(options, send.permit.call_id, cause, scrubber),
    now: () => options.clock.now(),
  });
}

/**
 * Turns a throw into the value it means. Before the request was handed to an upstream it means that nothing left;
 * afterwards (they never throw, but reading an answer might) only that nobody knows.
 */
async function guarded(
  options: CourierOptions,
  send: Send,
  way: Way,
  run: () => Promise<Ending>,
): Promise<Ending> {
  try {
    return await run();
  } catch (error) {
    if (way.handedOver) {
      options.logger.error({ call: send.permit.call_id }, 'an answer could not be read');
      return judgeInterrupted('bad_answer', { read: isRead(send.action), definite5xx: false });
    }
    if (error instanceof Fault) return notSent(error.code, error.message, error.details);
    if (error instanceof RequestRefused) return judgeNotSent('request_refused');
    options.logger.error({ call: send.permit.call_id, err: error }, 'the courier stopped before sending');
    return notSent(
      'internal',
      'The gateway could not send this. Nothing was sent; an operator can read its log.',
    );
  }
}

function isRead(action: Action): boolean {
  return action.risk === 'read';
}
