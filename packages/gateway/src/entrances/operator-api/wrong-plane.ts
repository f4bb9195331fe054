import type { FastifyRequest } from 'fastify';
import type { OperatorApiDeps } from './deps.ts';

export type ReportWrongPlane = (request: FastifyRequest) => Promise<void>;

/** One entry per agent and route in this time, ms: an agent must not be able to fill the log. */
const QUIET_MS = 60_000;
const REMEMBERED_MAX = 1_000;

/** Writes into the log that an agent tried a path of people (T1). Tokens that are nobody's are not worth an entry. */
export function createWrongPlaneReport(deps: OperatorApiDeps): ReportWrongPlane {
  const seen = new Map<string, number>();
  return async (request) => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
    const asked = await deps.agents.authenticate(token);
    if (asked.kind !== 'authenticated') return;
    const route = `${request.method} ${request.routeOptions.url ?? ''}`;
    const key = `${asked.agent.id} ${route}`;
    const now = deps.clock.now();
    if ((seen.get(key) ?? 0) > now - QUIET_MS) return;
    if (seen.size >= REMEMBERED_MAX) seen.clear();
    seen.set(key, now);
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
