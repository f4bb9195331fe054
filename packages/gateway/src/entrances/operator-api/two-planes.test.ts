import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  may,
  PERMISSIONS,
  ROLES,
  ROUTES,
  type Role,
  type Route,
  SCOPES,
  type Scope,
} from '@agentport/contract';
import type { OpenedSignIn } from '../../operators/index.ts';
import { FROM } from '../../operators/people.fixture.ts';
import { asPerson, createPlane, type Plane, type Reply } from './plane.fixture.ts';

/** The two-plane table: every route of the contract, by every credential that must not open it. */

let plane: Plane;
let stale: OpenedSignIn;
const SCOPE_NAMES = Object.keys(SCOPES) as Scope[];
/** operator tokens: one for each scope, one for all, and one that has run out */
const automation = new Map<Scope | 'every scope' | 'expired', string>();

async function makeToken(name: Scope | 'every scope' | 'expired', scopes: readonly Scope[]): Promise<void> {
  const wanted = { name, scopes, expiresInDays: 1, actor: 'local-administrator', from: FROM };
  automation.set(name, (await plane.people.operators.tokens.create(wanted)).token);
}

before(async () => {
  plane = await createPlane();
  await makeToken('expired', SCOPE_NAMES);
  plane.people.clock.advance(86_400_000);
  for (const scope of SCOPE_NAMES) await makeToken(scope, [scope]);
  await makeToken('every scope', SCOPE_NAMES);
  stale = await plane.signIn();
  plane.people.clock.advance(5 * 60_000); // signed in, second factor no longer recent
});
beforeEach(() => {
  plane.reached.length = 0;
});
after(() => plane[Symbol.asyncDispose]());

type Headers = Record<string, string>;

interface Case {
  readonly name: string;
  /** of the person; owner when absent */
  readonly role?: Role;
  readonly headers: () => Headers;
  /** status and code; null where the case does not concern the route */
  readonly expect: (route: Route) => readonly [number, string] | null;
}

const bearer = () => ({ authorization: `Bearer ${plane.agentToken}` });
const person = () => asPerson(plane, stale);
const forOperators = (route: Route) => route.access === 'operator' || route.access === 'step_up';
const changes = (route: Route) => route.method !== 'GET';
const onlyWhere =
  (concerned: (route: Route) => boolean, answer: readonly [number, string]) => (route: Route) =>
    concerned(route) ? answer : null;
const without = (headers: Headers, name: string): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
const foreign = (origin: string): Case => ({
  name: `a person whose browser says Origin: ${origin}`,
  headers: () => ({ ...person(), origin }),
  expect: onlyWhere(
    (route) => forOperators(route) || (route.access === 'public' && changes(route)),
    [403, 'foreign_origin'],
  ),
});

const token = (name: Scope | 'every scope' | 'expired') => ({
  authorization: `Bearer ${automation.get(name)}`,
});
const tooNarrow = (name: Scope | 'every scope', scopes: readonly Scope[]): Case => ({
  name: `an operator token for ${name}`,
  headers: () => token(name),
  expect: onlyWhere(
    (route) => forOperators(route) && !scopes.some((scope) => scope === route.scope),
    [403, 'scope_insufficient'],
  ),
});
const wrongRole = (role: Role): Case => ({
  name: `the sign-in of the role ${role}`,
  role,
  headers: person,
  expect: onlyWhere(
    (route) => route.permission !== undefined && !may(role, route.permission),
    [403, 'role_insufficient'],
  ),
});
const setRole = (role: Role) =>
  plane.people.db.unit((tx) => tx.updateTable('operators').set({ role }).execute());

const CASES: readonly Case[] = [
  {
    name: 'no credential',
    headers: () => ({}),
    expect: onlyWhere((route) => route.access !== 'public', [401, 'unauthenticated']),
  },
  {
    name: 'T1 an agent token',
    headers: bearer,
    expect: onlyWhere(
      (route) => forOperators(route) || (route.access === 'public' && changes(route)),
      [403, 'wrong_plane'],
    ),
  },
  {
    name: 'T2 an agent token beside a forged cookie',
    headers: () => ({ ...bearer(), cookie: `agentport_sign_in=${forged(stale.token)}` }),
    expect: onlyWhere(forOperators, [401, 'unauthenticated']),
  },
  {
    name: 'T2 a forged cookie alone',
    headers: () => ({ ...person(), cookie: `agentport_sign_in=ap_op_x_${'A'.repeat(49)}` }),
    expect: onlyWhere(forOperators, [401, 'unauthenticated']),
  },
  {
    name: 'T2 an agent token as cookie',
    headers: () => ({ ...person(), cookie: `agentport_sign_in=${plane.agentToken}` }),
    expect: onlyWhere(forOperators, [401, 'unauthenticated']),
  },
  {
    name: 'T2 an agent token beside a good cookie',
    headers: () => ({ ...person(), ...bearer() }),
    expect: onlyWhere(forOperators, [403, 'wrong_plane']),
  },
  {
    name: 'T37 a person without CSRF token',
    headers: () => without(person(), 'x-agentport-csrf'),
    expect: onlyWhere((route) => forOperators(route) && changes(route), [403, 'csrf_missing']),
  },
  {
    name: 'T37 a person with the CSRF token of another sign-in',
    headers: () => ({ ...person(), 'x-agentport-csrf': 'A'.repeat(43) }),
    expect: onlyWhere((route) => forOperators(route) && changes(route), [403, 'csrf_missing']),
  },
  {
    name: 'T37 a change without Origin',
    headers: () => without(person(), 'origin'),
    expect: onlyWhere((route) => forOperators(route) && changes(route), [403, 'foreign_origin']),
  },
  {
    name: 'T37 two cookies of the name, as a sub-domain or another port may plant them',
    headers: () => ({ ...person(), cookie: `agentport_sign_in=x; agentport_sign_in=${stale.token}` }),
    expect: onlyWhere(forOperators, [401, 'unauthenticated']),
  },
  {
    name: 'T37 a request from a page of another site',
    headers: () => ({ ...without(person(), 'origin'), 'sec-fetch-site': 'cross-site' }),
    expect: onlyWhere(forOperators, [403, 'foreign_origin']),
  },
  {
    name: 'T37 a request from another port of this machine',
    headers: () => ({ ...without(person(), 'origin'), 'sec-fetch-site': 'same-site' }),
    expect: onlyWhere(forOperators, [403, 'foreign_origin']),
  },
  foreign('https://evil.example'),
  foreign('null'),
  foreign('http://localhost'),
  foreign('http://localhost.:3000'),
  foreign('https://x.localhost'),
  {
    name: 'a person without a recent second factor',
    headers: person,
    expect: onlyWhere((route) => route.access === 'step_up', [403, 'step_up_required']),
  },
  ...ROLES.filter((role) => role !== 'owner').map(wrongRole),
  ...SCOPE_NAMES.map((scope) => tooNarrow(scope, [scope])),
  tooNarrow('every scope', SCOPE_NAMES),
  {
    name: 'an operator token that has expired',
    headers: () => token('expired'),
    expect: onlyWhere(forOperators, [401, 'token_expired']),
  },
  {
    name: 'an operator token nobody made',
    headers: () => ({ authorization: `${token('every scope').authorization.slice(0, -7)}A000000` }),
    expect: onlyWhere(forOperators, [403, 'wrong_plane']),
  },
  {
    name: 'an operator token beside a good cookie',
    headers: () => ({ ...person(), ...token('every scope') }),
    expect: onlyWhere(forOperators, [403, 'wrong_plane']),
  },
  {
    name: 'an operator token as cookie',
    headers: () => ({ ...person(), cookie: `agentport_sign_in=${automation.get('every scope')}` }),
    expect: onlyWhere(forOperators, [401, 'unauthenticated']),
  },
  {
    name: 'the token of a sign-in as bearer token',
    headers: () => ({ authorization: `Bearer ${stale.token}` }),
    expect: onlyWhere(forOperators, [401, 'token_invalid']),
  },
  {
    name: 'an operator token on paths of nobody and of agents',
    headers: () => token('every scope'),
    expect: (route) => {
      if (route.access === 'agent') return [401, 'token_invalid'];
      return route.access === 'public' && changes(route) ? [403, 'wrong_plane'] : null;
    },
  },
  {
    name: 'a person’s cookie on the agents’ plane',
    headers: person,
    expect: onlyWhere((route) => route.access === 'agent', [401, 'unauthenticated']),
  },
];

const forged = (token: string) => token.slice(0, -1) + (token.endsWith('x') ? 'y' : 'x');
const pathOf = (route: Route) => route.path.replaceAll(/\{\w+\}/g, '1');
const send = (route: Route, headers: Headers): Promise<Reply> =>
  plane.send(route.method, pathOf(route), { headers });
const answer = ({ status, body }: Reply) => [status, (body.error as { code?: string } | undefined)?.code];

for (const one of CASES) {
  test(`${one.name} opens no route it must not`, async () => {
    let concerned = 0;
    await setRole(one.role ?? 'owner');
    for (const [id, route] of Object.entries<Route>(ROUTES)) {
      const expected = route.access === 'control' ? null : one.expect(route);
      if (expected === null) continue;
      concerned += 1;
      assert.deepEqual(
        answer(await send(route, one.headers())),
        expected,
        `${id}: ${route.method} ${route.path}`,
      );
    }
    assert.ok(concerned > 0);
    assert.deepEqual(plane.reached, [], 'no room was asked anything');
  });
}

test('routes of the control socket are not there on the network, for anybody', async () => {
  const fresh = await plane.signIn();
  for (const headers of [{}, bearer(), person(), asPerson(plane, fresh)]) {
    for (const route of Object.values<Route>(ROUTES).filter(({ access }) => access === 'control')) {
      assert.deepEqual(answer(await send(route, headers)), [404, 'not_found']);
    }
  }
});

const rightRoles = (route: Route): readonly Role[] =>
  route.permission ? PERMISSIONS[route.permission].roles : ['owner'];
const allowed = Object.entries<Route>(ROUTES)
  .filter(([, { access }]) => access !== 'control' && access !== 'agent')
  .flatMap(([id, route]) => rightRoles(route).map((role) => ({ id, route, role })));

test('the right credential opens every route of its plane, for each role of its permission', async () => {
  for (const { id, route, role } of allowed) {
    await setRole(role);
    const headers = route.access === 'public' ? {} : asPerson(plane, await plane.signIn());
    const reply = await send(route, headers);
    const refused = [401, 403, 421].includes(reply.status);
    const judged = id === 'beginSetup' || id === 'confirmSetup' || id === 'signIn';
    assert.ok(!refused || judged, `${id}: ${reply.status} ${reply.text}`);
    assert.notEqual(reply.status, 500, `${id}: ${reply.text}`);
    assert.ok(!(route.body && reply.status === 200), `${id} took a missing body`);
  }
  await setRole('owner');
});

test('an operator token opens exactly the routes of its scope, without cookie, origin and CSRF token', async () => {
  for (const scope of SCOPE_NAMES) {
    const routes = Object.entries<Route>(ROUTES).filter(([, route]) => route.scope === scope);
    assert.ok(routes.length > 0, scope);
    for (const [id, route] of routes) {
      const reply = await send(route, token(scope));
      assert.ok(![401, 403, 421, 500].includes(reply.status), `${id}: ${reply.status} ${reply.text}`);
    }
  }
});

test('what an operator token tries beyond its scopes is in the log under its id, once a minute for each path', async () => {
  const refusals = () => plane.people.reports.filter((report) => report.kind === 'operator_token.refused');
  plane.people.clock.advance(60_000);
  const before = refusals().length;
  for (let round = 0; round < 3; round++) await send(ROUTES.approve, token('audit:read'));
  assert.equal(refusals().length, before + 1);
  assert.match(refusals().at(-1)?.actor ?? '', /^opt_/);
  assert.deepEqual(refusals().at(-1)?.details, { route: 'POST /api/v1/approvals/:id/approve' });
});

test('T1 an agent that tries paths of people is in the log, once a minute for each path', async () => {
  const refusals = () => plane.people.reports.filter((report) => report.kind === 'agent.refused');
  plane.people.clock.advance(60_000);
  const before = refusals().length;
  const approve = ROUTES.approve;
  for (let round = 0; round < 5; round++) await send(approve, bearer());
  assert.equal(refusals().length, before + 1);
  const report = refusals().at(-1);
  assert.deepEqual([report?.agent, report?.reasons], [plane.agentId, ['wrong_plane']]);
  assert.deepEqual(report?.details, { route: 'POST /api/v1/approvals/:id/approve' });
  plane.people.clock.advance(60_001);
  await send(approve, bearer());
  assert.equal(refusals().length, before + 2);
  await send(approve, { authorization: `Bearer ap_agent_${'0'.repeat(26)}_${'A'.repeat(49)}` });
  assert.equal(refusals().length, before + 2, 'strangers do not fill the log');
});
