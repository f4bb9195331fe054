import { createHash } from 'node:crypto';
import { Fault } from '../kernel/fault.ts';
import type { Tx } from '../storage/index.ts';
import { constantEquals } from './constant-equals.ts';
import type { From } from './events.ts';
import type { Parts } from './parts.ts';
import {
  activeOperator,
  insertSignIn,
  liveSignIn,
  type OperatorRow,
  type SignInRow,
  updateSignIn,
} from './store.ts';
import { isTokenOf, mintToken, tokenDigest } from './token.ts';

export const IDLE_MS = 12 * 3_600_000;
export const ABSOLUTE_MS = 7 * 24 * 3_600_000;
/** how long a second factor counts */
export const STEP_UP_MS = 5 * 60_000;
/** a sign-in in use is prolonged at most this often: reads should not become writes */
const PROLONG_EVERY_MS = 5 * 60_000;

export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: OperatorRow['role'];
}

/** A person with a sign-in that counts now. Times are ms UTC. */
export interface SignedIn {
  readonly signInId: string;
  readonly person: Person;
  readonly csrfToken: string;
  /** 0 when no second factor was given lately */
  readonly stepUpUntil: number;
  readonly expiresAt: number;
  readonly tokenSha256: string;
}

/** A sign-in just made or rotated: the only moment its cookie value is known. */
export interface OpenedSignIn extends SignedIn {
  readonly token: string;
}

/** Opens a new sign-in inside the caller's unit. Never takes over a token that somebody brought along. */
export async function openSignIn(
  parts: Parts,
  tx: Tx,
  operator: OperatorRow,
  from: From,
  lifetime: { idleMs: number; absoluteMs: number; stepUpMs: number },
): Promise<OpenedSignIn> {
  const now = parts.clock.now();
  const id = parts.newId('sin');
  const token = mintToken('op', id.slice(4), parts.random);
  const row: SignInRow = {
    id,
    org: parts.org,
    operator_id: operator.id,
    token_sha256: tokenDigest(token),
    csrf_sha256: tokenDigest(csrfTokenOf(token)),
    step_up_until: now + lifetime.stepUpMs,
    address: from.address,
    user_agent: from.userAgent?.slice(0, 300) ?? null,
    created_at: now,
    expires_at: now + Math.min(lifetime.idleMs, lifetime.absoluteMs),
    absolute_expires_at: now + lifetime.absoluteMs,
    ended_at: null,
  };
  await insertSignIn(tx, row);
  return { ...signedIn(row, operator, token), token };
}

/** Who this cookie value belongs to, or null. Prolongs the sign-in while it is used. */
export async function authenticateSignIn(parts: Parts, token: string | null): Promise<SignedIn | null> {
  if (token === null || !isTokenOf('op', token)) return null;
  const now = parts.clock.now();
  const row = await liveSignIn(parts.db.read, parts.org, { tokenSha256: tokenDigest(token) }, now);
  if (row === null) return null;
  const operator = await activeOperator(parts.db.read, parts.org, row.operator_id);
  if (operator === null) return null;
  const expiresAt = Math.min(now + IDLE_MS, row.absolute_expires_at);
  if (expiresAt - row.expires_at < PROLONG_EVERY_MS) return signedIn(row, operator, token);
  const current = { id: row.id, tokenSha256: row.token_sha256 };
  const prolonged = await parts.db.unit((tx) => updateSignIn(tx, current, { expires_at: expiresAt }));
  return prolonged ? signedIn({ ...row, expires_at: expiresAt }, operator, token) : null;
}

/** Gives the sign-in a new token and a recent second factor, inside the caller's unit (T39: rotation at step-up). */
export async function rotateSignIn(parts: Parts, tx: Tx, current: SignedIn): Promise<OpenedSignIn> {
  const token = mintToken('op', current.signInId.slice(4), parts.random);
  const stepUpUntil = parts.clock.now() + STEP_UP_MS;
  const csrfToken = csrfTokenOf(token);
  const tokenSha256 = tokenDigest(token);
  const moved = await updateSignIn(
    tx,
    { id: current.signInId, tokenSha256: current.tokenSha256 },
    {
      token_sha256: tokenSha256,
      csrf_sha256: tokenDigest(csrfToken),
      step_up_until: stepUpUntil,
    },
  );
  if (!moved) throw new Fault('unauthenticated', 'This sign-in has ended. Sign in again.');
  return { ...current, token, tokenSha256, csrfToken, stepUpUntil };
}

/** Whether a sign-in still counts; asked again and again by streams that outlive one request. */
export async function isSignInAlive(parts: Parts, signInId: string): Promise<boolean> {
  const row = await liveSignIn(parts.db.read, parts.org, { id: signInId }, parts.clock.now());
  return row !== null && (await activeOperator(parts.db.read, parts.org, row.operator_id)) !== null;
}

export function csrfMatches(signIn: SignedIn, presented: string): boolean {
  return constantEquals(signIn.csrfToken, presented);
}

/** Derived from the cookie, so that a reloaded page can be told it again; useless to whoever lacks the cookie. */
function csrfTokenOf(token: string): string {
  return createHash('sha256').update(`agentport/csrf/v1\0${token}`, 'utf8').digest('base64url');
}

function signedIn(row: SignInRow, operator: OperatorRow, token: string): SignedIn {
  return {
    signInId: row.id,
    person: { id: operator.id, email: operator.email, name: operator.name, role: operator.role },
    csrfToken: csrfTokenOf(token),
    stepUpUntil: row.step_up_until,
    expiresAt: row.expires_at,
    tokenSha256: row.token_sha256,
  };
}
