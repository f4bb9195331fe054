import type { PolicyVersionWire, ROUTES } from '@agentport/contract';
import type { JsonObject } from '@agentport/engine';
import type { z } from 'zod';
import { mapPage, pageOf } from '../../kernel/page.ts';
import type { PolicyEdit } from '../../policy-edits/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { actorOf, type SomeHandlers } from './handler.ts';
import { presentExplanation } from './present-explanation.ts';
import { presentPolicy } from './present-policy.ts';
import { rfc3339, rfc3339OrNull } from './time.ts';
import { readIndex } from './validate.ts';

type Version = Awaited<ReturnType<OperatorApiDeps['policies']['activate']>>;

type Routes =
  | 'readPolicy'
  | 'proposePolicy'
  | 'listPolicyVersions'
  | 'activatePolicy'
  | 'rejectPolicy'
  | 'explainPolicy';

const PAGE = 100;
const NO_PAGE = 'There is no such page.';
const MISSING = 'There is no policy version of this number.';

export function policyHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { policies } = deps;
  return {
    async readPolicy() {
      return presentPolicy(policies.version(), policies.active().policy);
    },

    async proposePolicy({ body, who }) {
      const made = await deps.policyEdits.propose(editOf(body), body.base, actorOf(who), body.dry ?? false);
      return {
        changes: presentChanges(made.changes),
        applied: made.applied && presentVersion(made.applied),
        waiting: made.waiting && presentVersion(made.waiting),
      };
    },

    async listPolicyVersions({ query }) {
      const { cursor, limit = PAGE } = query;
      const before = cursor === undefined ? undefined : readIndex(cursor, NO_PAGE);
      const found = await policies.versions(limit + 1, before);
      return mapPage(
        pageOf(found, limit, ({ number }) => String(number)),
        presentVersion,
      );
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

function editOf(body: z.infer<typeof ROUTES.proposePolicy.body>): PolicyEdit {
  if ('tiers' in body) return { kind: 'tiers', tiers: body.tiers };
  return 'text' in body ? { kind: 'text', text: body.text } : { kind: 'roll_back', to: body.roll_back_to };
}

const presentChanges = (changes: Version['changes']) =>
  changes.map(({ kind, what, path }) => ({ kind, what, path }));

function presentVersion(version: Version): PolicyVersionWire {
  return {
    number: version.number,
    status: version.status,
    source: version.source,
    changes: presentChanges(version.changes),
    created_at: rfc3339(version.createdAt),
    activated_at: rfc3339OrNull(version.activatedAt),
    activated_by: version.activatedBy,
  };
}
