import type { TeamWire } from '@agentport/contract';
import type { TeamView } from '../../operators/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, type SomeHandlers } from './handler.ts';

type Routes = 'listTeams' | 'createTeam' | 'changeTeam' | 'removeTeam';

export function teamHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { teams } = deps.operators;
  return {
    listTeams: async () => ({ items: (await teams.list()).map(present), next: null }),

    async createTeam({ body, who, from }) {
      return present(await teams.create({ ...body, actor: actorOf(who), from }));
    },

    async changeTeam({ params, body, who, from }) {
      return present(await teams.change({ ...body, id: params.id, actor: actorOf(who), from }));
    },

    async removeTeam({ params, who, from }) {
      await teams.remove({ id: params.id, actor: actorOf(who), from });
      return {};
    },
  };
}

function present({ id, name, members, agents, connections }: TeamView): TeamWire {
  return { id, name, members: [...members], agents: [...agents], connections: [...connections] };
}
