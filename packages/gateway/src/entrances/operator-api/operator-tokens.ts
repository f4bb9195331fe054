import type { OperatorTokenWire } from '@agentport/contract';
import { mapPage } from '../../kernel/page.ts';
import type { OperatorTokenView } from '../../operators/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, type SomeHandlers } from './handler.ts';
import { pageAsked } from './page.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';

type Routes = 'listOperatorTokens' | 'createOperatorToken' | 'revokeOperatorToken';

export function operatorTokenHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { tokens } = deps.operators;
  return {
    listOperatorTokens: async ({ query }) => mapPage(await tokens.list(pageAsked(query)), present),

    async createOperatorToken({ body, who, from }) {
      const { name, scopes, expires_in_days: expiresInDays } = body;
      const { made, token } = await tokens.create({ name, scopes, expiresInDays, actor: actorOf(who), from });
      return { made: present(made), token };
    },

    async revokeOperatorToken({ params, who, from }) {
      await tokens.revoke({ id: params.id, actor: actorOf(who), from });
      return {};
    },
  };
}

function present(token: OperatorTokenView): OperatorTokenWire {
  return {
    id: token.id,
    name: token.name,
    scopes: [...token.scopes],
    created_by: token.createdBy,
    created_at: rfc3339(token.createdAt),
    expires_at: rfc3339(token.expiresAt),
    used_at: rfc3339OrNull(token.usedAt),
    revoked_at: rfc3339OrNull(token.revokedAt),
  };
}
