import type { RouteBody } from '@agentport/contract';
import { Fault } from '../../kernel/fault.ts';
import type { From, SignedIn } from '../../operators/index.ts';
import type { OperatorApiDeps } from './deps.ts';
import { personOf, type SomeHandlers, type Who } from './handler.ts';
import { answerOf } from './passkeys.ts';
import { presentDetail, presentKind, presentSummary } from './present-approval.ts';

type View = NonNullable<Awaited<ReturnType<OperatorApiDeps['approvals']['read']>>>;
type Routes = 'listApprovals' | 'listWaiting' | 'readApproval' | 'approve' | 'deny';

const PAGE = 50;
const KINDS_MAX = 200;

export function approvalHandlers(deps: OperatorApiDeps): SomeHandlers<Routes> {
  const { approvals, calls, org } = deps;

  const read = async (id: string): Promise<View> => {
    const view = await approvals.read(org, id);
    if (view === null) throw new Fault('unknown_approval', 'There is no such request.');
    return view;
  };

  const detail = async (view: View, who: Who) => {
    const reader = who.kind === 'person' && view.state === 'pending' ? who.signedIn.person.id : null;
    const [today, compared, tie] = await Promise.all([
      calls.today(view.agent.id),
      approvals.compared(view),
      reader === null ? null : approvals.tie(view, reader),
    ]);
    return presentDetail(view, {
      today,
      compared,
      tie,
      now: deps.clock.now(),
      notSent: checkArguments(deps, view),
    });
  };

  return {
    async listApprovals({ query }) {
      const { state = 'pending', agent: agentId, connection: name, limit = PAGE, ...rest } = query;
      const connection = name === undefined ? undefined : deps.connections.find(org, name);
      if (connection === null) return { items: [], next: null };
      const connectionId = connection?.id;
      const filter = { org, state, agentId, connectionId, limit, ...rest };
      const page = await approvals.list({ ...filter, compare: true });
      return { items: page.items.map(presentSummary), next: page.next };
    },

    async listWaiting() {
      const { total, kinds, more } = await approvals.waiting(org, KINDS_MAX);
      return { items: kinds.map(presentKind), next: null, total, more };
    },

    readApproval: async ({ params, who }) => detail(await read(params.id), who),

    async approve({ params, body, who, from }) {
      const view = await read(params.id);
      const signedIn = personOf(who);
      const proof = await proveIntent(deps, view, signedIn, body, from);
      const decided = await approvals.decide({
        org,
        id: params.id,
        answer: 'approve',
        by: approver(signedIn, from, proof),
        actionSha256: body.action_sha256,
        displaySha256: body.display_sha256,
        reason: body.reason ?? null,
      });
      return detail(decided, who);
    },

    async deny({ params, body, who, from }) {
      const decided = await approvals.decide({
        org,
        id: params.id,
        answer: 'deny',
        by: approver(personOf(who), from, { secondFactor: 'none' }),
        reason: body.reason ?? null,
      });
      return detail(decided, who);
    },
  };
}

interface Proof {
  readonly secondFactor: 'passkey' | 'totp' | 'recovery_code' | 'recent' | 'none';
  readonly passkeyId?: string;
}

/** A code or signature is used up only for a question that is still open: a late click must not cost the next one. */
async function proveIntent(
  deps: OperatorApiDeps,
  view: View,
  signedIn: SignedIn,
  body: RouteBody<'approve'>,
  from: From,
): Promise<Proof> {
  const { operators } = deps;
  if (body.passkey !== undefined && view.state === 'pending') {
    const { action_sha256: actionSha256, display_sha256: displaySha256 } = body;
    const what = { approvalId: view.id, actionSha256, displaySha256 };
    const passkeyId = await operators.passkeys.confirmApproval(signedIn, what, answerOf(body.passkey), from);
    return { secondFactor: 'passkey', passkeyId };
  }
  if (body.code !== undefined && body.code !== '' && view.state === 'pending') {
    return { secondFactor: await operators.confirmOnce(signedIn, body.code, from) };
  }
  return { secondFactor: (await operators.provedRecently(signedIn)) ? 'recent' : 'none' };
}

function approver(signedIn: SignedIn, from: From, proof: Proof) {
  return {
    operatorId: signedIn.person.id,
    signInId: signedIn.signInId,
    address: from.address,
    ...proof,
  };
}

/** Arguments that the gateway verifies and does not send: the page says so beside them. */
function checkArguments(deps: OperatorApiDeps, view: View): ReadonlySet<string> {
  const connection = deps.connections.find(deps.org, view.connection.name);
  const operation = connection && deps.connections.definitionOf(connection).operations[view.operation];
  return new Set(operation?.checks.map((check) => check.argument));
}
