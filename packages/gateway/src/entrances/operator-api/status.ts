import { openApiDocument, type StatusWire } from '@agentport/contract';
import type { OperatorApiDeps } from './deps.ts';
import { ANSWERED, type SomeHandlers } from './handler.ts';
import { rfc3339OrNull } from './time.ts';

/** When this process last checked the whole log, ms UTC. */
export interface LogCheck {
  checkedAt: number | null;
}

export function createLogCheck(): LogCheck {
  return { checkedAt: null };
}

type Routes = 'health' | 'ready' | 'openapi' | 'metrics' | 'status';

export function statusHandlers(deps: OperatorApiDeps, logCheck: LogCheck): SomeHandlers<Routes> {
  return {
    health: async () => ({ status: 'ok' }),

    async ready({ reply }) {
      const { ok, gateway, leaseHeld, logLagMs } = await deps.health.ready();
      const about = { gateway, lease: leaseHeld ? 'held' : 'lost', log_lag_ms: logLagMs } as const;
      if (ok) return { status: 'ok', ...about };
      reply.code(503).send({ status: 'unavailable', ...about });
      return ANSWERED;
    },

    openapi: async () => openApiDocument({ publicUrl: deps.publicUrl(), version: deps.version }),

    async metrics({ reply }) {
      reply
        .header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
        .send(await deps.health.metrics());
      return ANSWERED;
    },

    status: () => presentStatus(deps, logCheck),
  };
}

export async function presentStatus(deps: OperatorApiDeps, logCheck: LogCheck): Promise<StatusWire> {
  const [newest, stopped, unknown, versions] = await Promise.all([
    deps.audit.list({ limit: 1 }),
    deps.stops.isStopped(deps.org),
    deps.calls.unknownOutcomes(deps.org),
    deps.policies.versions(20),
  ]);
  const standing = deps.audit.standing();
  return {
    version: deps.version,
    public_url: deps.publicUrl(),
    log: {
      standing: standing === 'unwitnessed' ? 'unchecked' : standing,
      size: (newest.items[0]?.index ?? -1) + 1,
      checked_at: rfc3339OrNull(logCheck.checkedAt),
    },
    stopped,
    unknown_outcomes: unknown,
    pending_policy: versions.find((version) => version.status === 'pending')?.number ?? null,
    policy_proven: deps.policies.isProven(),
  };
}
