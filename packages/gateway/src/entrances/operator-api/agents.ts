import type { AgentWire } from '@agentport/contract';
import type { AgentCalls } from '../../activity/index.ts';
import type { AgentView } from '../../agents/index.ts';
import { Fault } from '../../kernel/fault.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, type SomeHandlers } from './handler.ts';
import { requireKnown } from './known-connections.ts';
import { pageAsked } from './page.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';

type Routes =
  | 'listAgents'
  | 'readAgent'
  | 'createAgent'
  | 'changeAgent'
  | 'changeToken'
  | 'giveConnections'
  | 'removeAgent'
  | 'rotateToken'
  | 'revokeToken'
  | 'stopAgent'
  | 'releaseAgent';

const DAYS = 7;
const NEVER: AgentCalls = { calls: 0, lastAt: null };

/** `{id}` is an agent's id or its name. */
export function agentHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { agents, org, stops } = deps;

  const idOf = async (idOrName: string): Promise<string> => {
    const agent = await agents.find(org, idOrName);
    if (agent === null) throw unknownAgent();
    return agent.id;
  };
  const presentAll = async (list: readonly AgentView[]): Promise<AgentWire[]> => {
    const ids = list.map(({ id }) => id);
    const [waiting, asked] = await Promise.all([
      deps.calls.waiting(org, ids),
      deps.activity.agents(DAYS, ids),
    ]);
    return list.map((agent) => presentAgent(agent, waiting.get(agent.id) ?? 0, asked.get(agent.id) ?? NEVER));
  };
  const present = async (agent: AgentView): Promise<AgentWire> => (await presentAll([agent]))[0] as AgentWire;

  return {
    async listAgents({ query }) {
      const { items, next } = await agents.list(org, pageAsked(query));
      return { items: await presentAll(items), next };
    },

    async readAgent({ params }) {
      const agent = await agents.find(org, params.id);
      if (agent === null) throw unknownAgent();
      return present(agent);
    },

    async createAgent({ body, who }) {
      const { agent, token } = await agents.create({
        org,
        name: body.name,
        tools: body.tools ?? 'auto',
        connections: requireKnown(deps, body.connections ?? null),
        expiresInDays: body.expires_in_days ?? null,
        test: body.test ?? false,
        actor: actorOf(who),
      });
      return { agent: await present(agent), token };
    },

    async giveConnections({ params, body, who }) {
      const change = { org, id: await idOf(params.id), actor: actorOf(who) };
      return present(await agents.give(change, requireKnown(deps, body.connections)));
    },

    async changeAgent({ params, body, who }) {
      const change = { org, id: await idOf(params.id), actor: actorOf(who) };
      return present(await agents.handOver(change, body.owner_id));
    },

    async changeToken({ params, body, who }) {
      const change = { org, id: await idOf(params.id), actor: actorOf(who), tokenId: params.token };
      return present(await agents.moveEnd(change, body.expires_in_days));
    },

    async removeAgent({ params, who }) {
      await agents.remove({ org, id: await idOf(params.id), actor: actorOf(who) });
      return {};
    },

    async rotateToken({ params, body, who }) {
      const change = { org, id: await idOf(params.id), actor: actorOf(who) };
      const made = await agents.rotate({
        ...change,
        expiresInDays: body.expires_in_days ?? null,
        expiresInMinutes: body.expires_in_minutes ?? null,
        oldEndInHours: body.old_end_in_hours ?? null,
      });
      return { agent: await present(made.agent), token: made.token };
    },

    async revokeToken({ params, who }) {
      const change = { org, id: await idOf(params.id), actor: actorOf(who) };
      await agents.revoke({ ...change, tokenId: params.token });
      return {};
    },

    async stopAgent({ params, who }) {
      return present(await stops.stopAgent({ org, id: await idOf(params.id), actor: actorOf(who) }));
    },

    async releaseAgent({ params, who }) {
      return present(await stops.releaseAgent({ org, id: await idOf(params.id), actor: actorOf(who) }));
    },
  };
}

function unknownAgent(): Fault {
  return new Fault('not_found', 'There is no such agent. Look at the list of agents.');
}

function presentAgent(agent: AgentView, waiting: number, asked: AgentCalls): AgentWire {
  return {
    id: agent.id,
    name: agent.name,
    status: agent.status,
    tools: agent.tools,
    connections: agent.connections === null ? null : [...agent.connections],
    owner_id: agent.ownerId,
    test: agent.test,
    created_at: rfc3339(agent.createdAt),
    stopped_at: rfc3339OrNull(agent.stoppedAt),
    waiting,
    calls_week: asked.calls,
    last_call_at: rfc3339OrNull(asked.lastAt),
    tokens_total: agent.tokensTotal,
    tokens: agent.tokens.map((token) => ({
      id: token.id,
      created_at: rfc3339(token.createdAt),
      expires_at: rfc3339OrNull(token.expiresAt),
      revoked_at: rfc3339OrNull(token.revokedAt),
    })),
  };
}
