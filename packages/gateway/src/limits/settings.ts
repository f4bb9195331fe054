/** How much one agent may do. Numbers, not rates of a moment: each is a ceiling that several gateways share. */
export interface AgentLimits {
  /** calls in any 60 s, whatever becomes of them: denied ones count too */
  readonly calls_per_minute: number;
  /** calls on their way to a service at one time */
  readonly concurrent_calls: number;
  /** questions that wait for a person, for one operation of one connection */
  readonly pending_per_operation: number;
  /** questions that wait for a person, in all */
  readonly pending_approvals: number;
}

/** How much one connection may carry, on each gateway. Absent: what the integration or the gateway says. */
export interface ConnectionLimits {
  /** exchanges with the service at one time; the next ones wait for a place */
  readonly concurrent_calls?: number;
  /** a whole exchange, ms */
  readonly deadline_ms?: number;
}

/** Everything the file may set; part of a policy version. */
export interface Limits {
  /** for each agent that is not named below */
  readonly agent: AgentLimits;
  /** by the agent's name */
  readonly agents: Readonly<Record<string, Partial<AgentLimits>>>;
  /** by the connection's name */
  readonly connections: Readonly<Record<string, ConnectionLimits>>;
  /** calls of all agents together in any 60 s: more agents of one owner do not make more calls (T83) */
  readonly total_calls_per_minute: number;
  /** callers held open for a person's answer, on each gateway */
  readonly waiters: number;
  /** wrong tokens from one address (one /64 of IPv6) in a minute, on each gateway */
  readonly wrong_tokens_per_minute: number;
}

export const DEFAULT_LIMITS: Limits = {
  agent: { calls_per_minute: 600, concurrent_calls: 32, pending_per_operation: 3, pending_approvals: 50 },
  agents: {},
  connections: {},
  total_calls_per_minute: 6_000,
  waiters: 10_000,
  wrong_tokens_per_minute: 60,
};

/** Where neither file nor integration says anything. */
export const DEFAULT_CONNECTION_LIMITS: Required<ConnectionLimits> = {
  concurrent_calls: 16,
  deadline_ms: 30_000,
};

/** What holds for one agent. */
export function agentLimits(limits: Limits, name: string): AgentLimits {
  const own = Object.hasOwn(limits.agents, name) ? limits.agents[name] : undefined;
  return own ? { ...limits.agent, ...own } : limits.agent;
}

/**
 * What holds for one connection. Where the file and people in the console both say something, the lower one holds:
 * neither loosens what the other set.
 * @param integration what its manifest says
 * @param people what was said in the console
 */
export function connectionLimits(
  limits: Limits,
  name: string,
  integration: ConnectionLimits,
  people: ConnectionLimits,
): Required<ConnectionLimits> {
  const file = fileLimits(limits, name);
  const one = (field: keyof ConnectionLimits) =>
    lowest(file[field], people[field]) ?? integration[field] ?? DEFAULT_CONNECTION_LIMITS[field];
  return { concurrent_calls: one('concurrent_calls'), deadline_ms: one('deadline_ms') };
}

/** Who said how much a connection may carry. */
export type LimitOrigin = 'file' | 'console' | 'integration' | 'gateway';

/** Where each ceiling of `connectionLimits` comes from. */
export function limitOrigins(
  limits: Limits,
  name: string,
  integration: ConnectionLimits,
  people: ConnectionLimits,
): Record<keyof ConnectionLimits, LimitOrigin> {
  const file = fileLimits(limits, name);
  const originOf = (field: keyof ConnectionLimits): LimitOrigin => {
    const holds = lowest(file[field], people[field]);
    if (holds !== undefined) return holds === file[field] ? 'file' : 'console';
    return integration[field] === undefined ? 'gateway' : 'integration';
  };
  return { concurrent_calls: originOf('concurrent_calls'), deadline_ms: originOf('deadline_ms') };
}

function fileLimits(limits: Limits, name: string): ConnectionLimits {
  return (Object.hasOwn(limits.connections, name) ? limits.connections[name] : undefined) ?? {};
}

function lowest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
