import { existsSync, readFileSync } from 'node:fs';
import {
  type AgentApproval,
  APPROVAL_META,
  agentApproval,
  callState,
  EFFECT_OF,
  isErrorCode,
  type OperationDetail,
  openApiDocument,
  operationDetail,
  outcomeToHttp,
  outcomeToMcp,
  ROUTES,
  type Route,
  TIER_OF,
} from '@agentport/contract';
import { type Outcome, REASONS } from '@agentport/engine';
import { parse } from 'yaml';
import { agentToken, gatewayUrl } from '../../packages/cli/src/settings.ts';
import { bearerOf } from '../../packages/gateway/src/entrances/agent-plane/bearer.ts';
import {
  factsFromHeaders,
  factsFromMeta,
} from '../../packages/gateway/src/entrances/agent-plane/call-facts.ts';
import { isRefused } from '../../packages/gateway/src/entrances/agent-plane/refused.ts';
import { readPreference } from '../../packages/gateway/src/entrances/facade/prefer.ts';
import { OWN_ARGUMENTS } from '../../packages/gateway/src/entrances/mcp/own-tools.ts';
import { isOwnTool, toolTargetOf } from '../../packages/gateway/src/entrances/mcp/tool-name.ts';
import { CONNECT } from '../../packages/mcp-server/src/connect-tool.ts';
import { runCli } from '../support/cli.ts';
import type { CleansUp } from '../support/temp.ts';

/** Whether a name is one the product really has; each asks the code that gives the name its meaning. */
export type Truth = (span: string) => boolean;

export const isTool: Truth = (span) => {
  if (isOwnTool(span) || span === CONNECT.name || span === '{connection}__{operation}') return true;
  const target = toolTargetOf(span, null);
  return target !== null && isOperation(target.connection, target.operation);
};

export function isOperation(connection: string, operation: string): boolean {
  if (!/^[a-z]+$/.test(connection)) return false;
  const file = new URL(`../../integrations/${connection}/integration.yaml`, import.meta.url);
  if (!existsSync(file)) return false;
  const { operations } = parse(readFileSync(file, 'utf8')) as { operations: Record<string, unknown> };
  return Object.hasOwn(operations, operation);
}

export const isToolArgument: Truth = (span) =>
  Object.values(OWN_ARGUMENTS).some(({ shape }) => Object.hasOwn(shape, span));

export const isCode: Truth = (span) =>
  isErrorCode(span) ||
  Object.hasOwn(TIER_OF, span) ||
  Object.hasOwn(EFFECT_OF, span) ||
  (REASONS as readonly string[]).includes(span) ||
  (callState.options as readonly string[]).includes(span) ||
  SAMPLES.some((sample) => (sample as { status?: unknown }).status === span);

/** `error.details` and the like: names that follow each other in something an agent is really sent. */
export const isField: Truth = (span) => FIELDS.has(span);

export const isMeta: Truth = (span) => {
  const key = /^_meta\["(.+)"\]$/.exec(span)?.[1];
  return key !== undefined && (key === APPROVAL_META || isMetaKey(key));
};

export function isMetaKey(key: string): boolean {
  const facts = factsFromMeta({ [key]: 'x' });
  return !isRefused(facts) && Object.values(facts).includes('x');
}

export const isHeader: Truth = (span) => {
  const [name = '', value = ''] = span.split(': ');
  if (name === 'Authorization') return bearerOf(value) !== null;
  if (name === 'Prefer') return readPreference(value.replace('=N', '=7')).applied !== null;
  const facts = factsFromHeaders({ [name.toLowerCase()]: 'x' });
  return value === '' && !isRefused(facts) && Object.values(facts).includes('x');
};

/** A request an agent may make: a route of its own plane with a query that route understands, or the facade. */
export const isRequest: Truth = (span) => {
  const [method = '', target = ''] = span.split(' ');
  const [path = '', query] = target.split('?');
  if (path === '/{connection}/{operation}') return method === 'POST' && Object.hasOwn(DOCUMENT.paths, path);
  const route = AGENT_ROUTES.find((each) => each.method === method && each.path === path);
  if (route === undefined || query === undefined) return route !== undefined;
  const given = Object.fromEntries(new URLSearchParams(query));
  const read = route.query?.safeParse(given);
  return (
    read?.success === true && Object.keys(given).every((name) => Object.hasOwn(read.data as object, name))
  );
};

export const AGENT_ROUTES = Object.values<Route>(ROUTES).filter(({ access }) => access === 'agent');

const DOCUMENT = openApiDocument({ publicUrl: 'http://localhost:3000', version: '0' }) as {
  paths: Record<string, unknown>;
};

/** Variables that the command line looks at when it finds the gateway and its token. */
export const isVariable: Truth = (span) => VARIABLES.has(span);

const VARIABLES: ReadonlySet<string> = (() => {
  const asked = new Set<string>();
  const env = new Proxy({} as Record<string, string | undefined>, {
    get(_, name) {
      asked.add(String(name));
      return undefined;
    },
  });
  agentToken({ env });
  gatewayUrl({ env });
  return asked;
})();

export const isAddress: Truth = (span) => span === gatewayUrl({ env: {} }).origin;

/** What `--help` says of one command, `''` when there is no such command. */
export async function helpOf(t: CleansUp, path: readonly string[]): Promise<string> {
  const { stdout, exitCode } = await runCli(t, [...path, '--help']);
  const usage = new RegExp(`^Usage: ${['agentport', ...path].join(' ')}(?: |$)`, 'm');
  return exitCode === 0 && usage.test(stdout) ? stdout : '';
}

const OUTCOMES: readonly Outcome[] = [
  { kind: 'pending', callId: 'cal_1', approval: pendingApproval() },
  {
    kind: 'released',
    callId: 'cal_1',
    replayed: false,
    reply: { status: 200, headers: [], parts: [{ kind: 'json', value: {} }], is_error: false },
  },
  {
    kind: 'denied',
    callId: 'cal_1',
    reasons: [{ code: 'cool_down' }],
    problem: { code: 'denied', message: 'No.', details: { retry_after_s: 900 } },
  },
];

function pendingApproval() {
  return { id: 'apr_1', url: 'http://localhost:3000/approvals/apr_1', approve_before: 0, retry_after_s: 5 };
}

const APPROVAL: AgentApproval = {
  id: 'apr_1',
  state: 'succeeded',
  connection: 'stripe',
  operation: 'create_refund',
  url: '',
  requested_at: '',
  approve_before: '',
  decided_at: null,
  reason: null,
  outcome: null,
};

const OPERATION: OperationDetail = {
  connection: 'stripe',
  name: 'create_refund',
  title: '',
  summary: '',
  risk: 'financial',
  tier: 'ask_approve',
  category: '',
  parameters: {},
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: false,
  },
  integration: 'stripe',
};

/** One of each thing an agent is sent, made by the code that makes the real ones. */
const SAMPLES: readonly unknown[] = [
  ...OUTCOMES.map((outcome) => outcomeToHttp(outcome).body),
  ...OUTCOMES.map((outcome) => outcomeToMcp(outcome)),
  agentApproval.parse(APPROVAL),
  operationDetail.parse(OPERATION),
];

const FIELDS: ReadonlySet<string> = new Set(SAMPLES.flatMap(trailsOf));

/** Every run of names that leads downwards somewhere in a value: `error`, `error.code`, `code`. */
function trailsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(trailsOf);
  return Object.entries(value).flatMap(([name, member]) => [
    name,
    ...trailsFrom(member).map((trail) => `${name}.${trail}`),
    ...trailsOf(member),
  ]);
}

function trailsFrom(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    name,
    ...trailsFrom(member).map((trail) => `${name}.${trail}`),
  ]);
}
