import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Client } from 'undici';
import type { Change } from '../../approvals/index.ts';
import { systemRandom } from '../../kernel/random.ts';
import type { OpenedSignIn } from '../../operators/index.ts';
import {
  EMAIL,
  FROM,
  nextCode,
  PASSWORD,
  type PeopleFixture,
  peopleFixture,
} from '../../operators/people.fixture.ts';
import { registerAgentApi } from '../agent-api/index.ts';
import { createServer } from '../server.ts';
import type { OperatorApiDeps } from './deps.ts';
import { registerOperatorApi } from './register.ts';
import { type StandInApproval, standInDeps } from './rooms.fixture.ts';

/** For tests: the real server, guard, people, agents and database; the other rooms are stand-ins that tell who came. */
export interface Plane extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  readonly people: PeopleFixture;
  readonly totpSecret: string;
  readonly agentToken: string;
  readonly agentId: string;
  /** what the stand-in rooms were asked, in order */
  readonly reached: string[];
  readonly approval: StandInApproval;
  signIn(): Promise<OpenedSignIn>;
  announce(change: Change): void;
  send(method: string, path: string, request?: SendRequest): Promise<Reply>;
}

export interface SendRequest {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly body: Record<string, never>;
}

export const logger = { error() {}, warn() {}, info() {}, debug() {} };

export async function createPlane(overrides: Partial<OperatorApiDeps> = {}): Promise<Plane> {
  const people = await peopleFixture();
  const standIn = standInDeps(people);
  const { reached, approval, listeners } = standIn;
  let port = 0;
  const publicUrl = () => `http://localhost:${port}`;
  const deps: OperatorApiDeps = { ...standIn.deps, publicUrl, ...overrides };
  const made = await deps.agents.create({
    org: 'default',
    name: 'billing',
    tools: 'auto',
    expiresInDays: null,
    actor: 'local-administrator',
  });
  const { totpSecret } = await people.operators.bootstrap({
    email: EMAIL,
    name: 'Priya',
    password: PASSWORD,
  });
  const app = createServer({ door: 'network', publicUrl, logger, random: systemRandom });
  registerOperatorApi(app, deps, 'network');
  const agents = { authenticate: (token: string | null) => deps.agents.authenticate(token) };
  registerAgentApi(app, { agents, publicUrl, approvals: refusing(reached), operations: refusing(reached) });
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;

  return {
    port,
    origin: publicUrl(),
    people,
    totpSecret,
    agentToken: made.token,
    agentId: made.agent.id,
    reached,
    approval,
    signIn: () =>
      people.operators.signIn({ email: EMAIL, password: PASSWORD, code: nextCode(people, totpSecret) }, FROM),
    announce: (change) => {
      for (const listener of listeners) listener(change);
    },
    send: (method, path, request) => sendTo(port, method, path, request),
    [Symbol.asyncDispose]: () => close(app, people),
  };
}

/** What a browser of that person sends along, with what a page adds. */
export function asPerson(plane: Plane, signIn: OpenedSignIn): Record<string, string> {
  return {
    cookie: `agentport_sign_in=${signIn.token}`,
    origin: plane.origin,
    'sec-fetch-site': 'same-origin',
    'x-agentport-csrf': signIn.csrfToken,
  };
}

async function sendTo(port: number, method: string, path: string, request: SendRequest = {}): Promise<Reply> {
  const client = new Client(`http://127.0.0.1:${port}`);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const headers = { host: `localhost:${port}`, ...type, ...request.headers };
  const answer = await client.request({ method: method as 'GET', path, headers, body: body ?? null });
  const stream = String(answer.headers['content-type']).startsWith('text/event-stream');
  const text = stream ? '' : await answer.body.text();
  await client.destroy();
  const json = String(answer.headers['content-type']).startsWith('application/json');
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text,
    body: json && text !== '' ? JSON.parse(text) : {},
  };
}

async function close(app: FastifyInstance, people: PeopleFixture): Promise<void> {
  await app.close();
  await people[Symbol.asyncDispose]();
}

/** A room nobody may reach in these tests. */
function refusing<T extends object>(reached: string[]): T {
  return new Proxy({} as T, {
    get: (_, name) => async () => {
      reached.push(`agents' plane: ${String(name)}`);
      throw new Error('reached');
    },
  });
}
