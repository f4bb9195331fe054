import type { PolicyVersionWire } from '@agentport/contract';
import type { JsonObject } from '@agentport/engine';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, type SomeHandlers } from './handler.ts';
import { presentExplanation } from './present-explanation.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';
import { readIndex } from './validate.ts';

type Version = Awaited<ReturnType<OperatorApiDeps['policies']['activate']>>;

const PAGE = 100;
const MISSING = 'There is no policy version of this number.';

export function policyHandlers(
  deps: OperatorApiDeps,
): SomeHandlers<'listPolicyVersions' | 'activatePolicy' | 'rejectPolicy' | 'explainPolicy'> {
  const { policies } = deps;
  return {
    async listPolicyVersions() {
      return { items: (await policies.versions(PAGE)).map(presentVersion), next: null };
    },

    async explainPolicy({ body }) {
      return presentExplanation(await deps.explain({ ...body, args: body.args as JsonObject }));
    },

    async activatePolicy({ params, who }) {
      return presentVersion(await policies.activate(readIndex(params.number, MISSING), actorOf(who)));
    },

    async rejectPolicy({ params, who }) {
      return presentVersion(await policies.reject(readIndex(params.number, MISSING), actorOf(who)));
    },
  };
}

function presentVersion(version: Version): PolicyVersionWire {
  return {
    number: version.number,
    status: version.status,
    source: version.source,
    changes: version.changes.map(({ kind, what, path }) => ({ kind, what, path })),
    created_at: rfc3339(version.createdAt),
    activated_at: rfc3339OrNull(version.activatedAt),
    activated_by: version.activatedBy,
  };
}
