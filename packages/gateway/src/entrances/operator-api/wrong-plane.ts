import type { FastifyRequest } from 'fastify';
import type { TokenHolder } from '../../operators/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { createQuiet } from './quiet.ts';

/** @param holder of an operator token that was not made for this; else an agent's token may have come along */
export type ReportWrongPlane = (request: FastifyRequest, holder?: TokenHolder) => Promise<void>;

/**
 * Writes into the log that an agent tried a path of people (T1), or a token for automation one beyond its scopes. Tokens
 * that are nobody's are not worth an entry.
 */
export function createWrongPlaneReport(deps: OperatorApiDeps): ReportWrongPlane {
  const worthSaying = createQuiet(deps.clock);
  return async (request, holder) => {
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    if (holder !== undefined) {
      const from = { address: request.ip, userAgent: null };
      if (worthSaying(`${holder.tokenId} ${route}`)) await deps.operators.tokens.refused(holder, route, from);
      return;
    }
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
    const asked = await deps.agents.authenticate(token);
    if (asked.kind !== 'authenticated') return;
    if (!worthSaying(`${asked.agent.id} ${route}`)) return;
    await deps.db.unit((tx) =>
      deps.audit.append(tx, {
        kind: 'agent.refused',
        actor: asked.agent.id,
        org: asked.agent.org,
        agent: asked.agent.id,
        token_id: asked.tokenId,
        requester_address: request.ip,
        reasons: ['wrong_plane'],
        details: { route },
      }),
    );
  };
}
