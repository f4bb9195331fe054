import type { JsonObject, PolicyChange } from '@agentport/engine';
import {
  type AgentLimits,
  agentLimits,
  type ConnectionLimits,
  connectionLimits,
  DEFAULT_LIMITS,
  type LimitSettings,
} from '../limits/index.ts';
import type { ConfigFile } from './schema.ts';

/** What the manifest behind a connection says its service bears. */
export type ManifestLimits = (connection: string) => ConnectionLimits;

const AGENT_FIELDS = Object.keys(DEFAULT_LIMITS.agent) as (keyof AgentLimits)[];
const CONNECTION_FIELDS = ['concurrent_calls', 'deadline_ms'] as const;
const SHARED_FIELDS = ['total_calls_per_minute', 'waiters', 'wrong_tokens_per_minute'] as const;

/** The ceilings of the file, with the defaults for what it does not say. */
export function limitsOf({ limits, agents, integrations }: ConfigFile): LimitSettings {
  const { total_calls_per_minute, waiters, wrong_tokens_per_minute, ...agent } = limits;
  return {
    agent,
    agents: given(agents, ({ limits: own }) => own),
    connections: given(integrations, ({ limits: own }) => {
      if (!own) return undefined;
      const { deadline_seconds, ...rest } = own;
      return deadline_seconds === undefined ? rest : { ...rest, deadline_ms: deadline_seconds * 1_000 };
    }),
    total_calls_per_minute,
    waiters,
    wrong_tokens_per_minute,
  };
}

/** A higher ceiling loosens and waits for a person; a lower one applies at once (T103). */
export function limitChanges(old: LimitSettings, next: LimitSettings, manifest: ManifestLimits) {
  const before = effective(old, next, manifest);
  const after = effective(next, old, manifest);
  return [...after].flatMap(([path, value]): PolicyChange[] => {
    const was = before.get(path) ?? value;
    if (was === value) return [];
    const kind = value > was ? 'loosening' : 'tightening';
    return [{ kind, what: `${path.slice(1).replaceAll('/', ' ')} is ${value}.`, path: `/limits${path}` }];
  });
}

/** The lower of two ceilings everywhere: what may apply at once. */
export function strictestLimits(
  old: LimitSettings,
  next: LimitSettings,
  manifest: ManifestLimits,
): LimitSettings {
  const names = namesIn(old.agents, next.agents);
  const agent = lower(old.agent, next.agent, AGENT_FIELDS);
  const own = names.map((name) => {
    const both = lower(agentLimits(old, name), agentLimits(next, name), AGENT_FIELDS);
    return [name, pick(both, (field) => both[field] !== agent[field])] as const;
  });
  const connections = namesIn(old.connections, next.connections).map((name) => {
    const said = manifest(name);
    const both = lower(
      connectionLimits(old, name, said, {}),
      connectionLimits(next, name, said, {}),
      CONNECTION_FIELDS,
    );
    const isSet = (field: keyof ConnectionLimits) =>
      (old.connections[name]?.[field] ?? next.connections[name]?.[field]) !== undefined;
    return [name, pick(both, isSet)] as const;
  });
  return {
    agent,
    agents: Object.fromEntries(own.filter(([, limits]) => Object.keys(limits).length > 0)),
    connections: Object.fromEntries(connections),
    ...lower(old, next, SHARED_FIELDS),
  };
}

/** For comparing contents. */
export function bareLimits(limits: LimitSettings): JsonObject {
  return JSON.parse(JSON.stringify(limits)) as JsonObject;
}

/** Every ceiling that one of the two names, by its path, as `limits` has it. */
function effective(
  limits: LimitSettings,
  other: LimitSettings,
  manifest: ManifestLimits,
): Map<string, number> {
  const values = new Map<string, number>();
  const add = (path: string, of: object) => {
    for (const [field, value] of Object.entries(of)) values.set(`${path}/${field}`, value as number);
  };
  for (const field of SHARED_FIELDS) values.set(`/${field}`, limits[field]);
  add('/agent', limits.agent);
  for (const name of namesIn(limits.agents, other.agents)) add(`/agents/${name}`, agentLimits(limits, name));
  for (const name of namesIn(limits.connections, other.connections)) {
    add(`/connections/${name}`, connectionLimits(limits, name, manifest(name), {}));
  }
  return values;
}

function namesIn(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

function lower<T extends object, K extends keyof T>(a: T, b: T, fields: readonly K[]): Record<K, number> {
  const pairs = fields.map((field) => [field, Math.min(Number(a[field]), Number(b[field]))]);
  return Object.fromEntries(pairs) as Record<K, number>;
}

function pick<K extends string>(values: Record<K, number>, keep: (field: K) => boolean): Record<K, number> {
  const kept = Object.entries<number>(values).filter(([field]) => keep(field as K));
  return Object.fromEntries(kept) as Record<K, number>;
}

function given<B, L extends object>(
  blocks: Readonly<Record<string, B>>,
  own: (block: B) => L | undefined,
): Record<string, L> {
  const pairs = Object.entries(blocks).flatMap(([name, block]) => {
    const limits = own(block);
    return limits && Object.keys(limits).length > 0 ? [[name, limits] as const] : [];
  });
  return Object.fromEntries(pairs);
}
