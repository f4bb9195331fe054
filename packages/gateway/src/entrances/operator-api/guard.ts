import { may, PERMISSIONS, type Route } from '@agentport/contract';
import type { FastifyRequest } from 'fastify';
import { Fault } from '../../kernel/fault.ts';
import { csrfMatches, isOperatorToken, type SignedIn } from '../../operators/index.ts';
import { readCookie } from './cookie.ts';
import type { OperatorApiDeps } from './deps.ts';
import type { Who } from './handler.ts';
import type { ReportWrongPlane } from './wrong-plane.ts';

/** By which door: the network, for people, or the local control socket, for whoever may read the data directory. */
export type Door = 'network' | 'socket';

/**
 * The one place that says who may use a route of the operators' plane. Runs before the body is read.
 * @throws {Fault} wrong_plane, unauthenticated, foreign_origin, csrf_missing, role_insufficient, step_up_required; for a
 *   token token_invalid, token_expired, token_revoked, scope_insufficient
 */
export async function admit(
  deps: OperatorApiDeps,
  report: ReportWrongPlane,
  route: Route,
  request: FastifyRequest,
): Promise<Who> {
  const changes = route.method !== 'GET';
  const token = operatorTokenIn(request);
  if (token !== null && route.access !== 'public') return admitToken(deps, report, route, request, token);
  const cookie = readCookie(request.headers.cookie, deps.publicUrl());
  if (route.access === 'public') {
    if (changes) await refuseBearer(report, request);
    if (changes) requireOwnOrigin(request, deps.publicUrl(), { required: false });
    return { kind: 'nobody' };
  }
  if (cookie === null) await refuseBearer(report, request);
  const signedIn = await deps.operators.authenticate(cookie);
  if (signedIn === null) throw new Fault('unauthenticated', 'Sign in first.');
  await refuseBearer(report, request);
  requireOwnOrigin(request, deps.publicUrl(), { required: changes });
  if (changes) requireCsrf(request, signedIn);
  requireRole(route, signedIn);
  if (route.access !== 'operator') requireStepUp(deps, route, signedIn);
  return { kind: 'person', signedIn };
}

/**
 * A token for automation opens exactly the routes of its scopes, and no others whatever their permission. Nothing a
 * browser sends by itself counts here, so neither origin nor CSRF token are asked for; beside a cookie it is refused, so
 * that nobody has to ask which of the two was meant.
 */
async function admitToken(
  deps: OperatorApiDeps,
  report: ReportWrongPlane,
  route: Route,
  request: FastifyRequest,
  token: string,
): Promise<Who> {
  const holder = await deps.operators.tokens.authenticate(token);
  if (request.headers.cookie !== undefined) {
    throw new Fault('wrong_plane', 'Send the token or the cookie of a sign-in, not both.');
  }
  if (route.scope !== undefined && holder.scopes.includes(route.scope)) return { kind: 'token', holder };
  await report(request, holder);
  throw new Fault(
    'scope_insufficient',
    route.scope === undefined
      ? 'No token can do this: it takes a person who signs in.'
      : `This token is not made for that. It takes one with the scope ${route.scope}.`,
    { details: { scope: route.scope ?? null } },
  );
}

function operatorTokenIn(request: FastifyRequest): string | null {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
  return token !== null && isOperatorToken(token) ? token : null;
}

/** An agent's token opens nothing here, alone or beside a person's cookie (T1, T2). */
async function refuseBearer(report: ReportWrongPlane, request: FastifyRequest): Promise<void> {
  if (request.headers.authorization === undefined) return;
  await report(request);
  throw new Fault(
    'wrong_plane',
    'Agents cannot use this path. It belongs to people, who sign in; an agent can only make calls and wait for its own approvals.',
  );
}

/**
 * Browsers say which page a request comes from. Another site, another port of this machine and `null` are all foreign
 * (T37, T47). Scripts must name our origin where something is changed.
 */
function requireOwnOrigin(request: FastifyRequest, publicUrl: string, rule: { required: boolean }): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const own = new URL(publicUrl).origin;
  const originFits = origin === undefined ? !rule.required : origin === own;
  const typed = site === 'none' && request.method === 'GET';
  if (originFits && (site === undefined || site === 'same-origin' || typed)) return;
  throw new Fault('foreign_origin', `This must come from ${own}. Scripts send "Origin: ${own}".`);
}

function requireCsrf(request: FastifyRequest, signedIn: SignedIn): void {
  const presented = request.headers['x-agentport-csrf'];
  if (typeof presented === 'string' && csrfMatches(signedIn, presented)) return;
  throw new Fault('csrf_missing', 'Send the "csrf_token" of GET /api/v1/me as header "X-AgentPort-CSRF".');
}

/** Before the second factor: nobody is asked for a code to do what they may not do anyway. */
function requireRole(route: Route, { person }: SignedIn): void {
  if (route.permission && may(person.role, route.permission)) return;
  const allowed = route.permission ? PERMISSIONS[route.permission].roles.join(' or ') : 'nobody';
  throw new Fault(
    'role_insufficient',
    `As ${person.role} you may not do this. It takes the role ${allowed}.`,
    {
      details: { permission: route.permission ?? null, role: person.role },
    },
  );
}

function requireStepUp(deps: OperatorApiDeps, route: Route, signedIn: SignedIn): void {
  if (route.access === 'step_up' && signedIn.stepUpUntil > deps.clock.now()) return;
  throw new Fault('step_up_required', 'Give your second factor again to do this.');
}
