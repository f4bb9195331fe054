import type { ApprovalDetail } from '@agentport/contract';
import { CODE, type FakeState, move, stamp } from './fake-state.ts';
import { Refusal } from './refusal.ts';

interface Answer {
  action_sha256?: string;
  display_sha256?: string;
  code?: string;
  reason?: string;
}

/** Takes an answer as the gateway would: digests, time, second factor, first answer wins. */
export function decide(
  state: FakeState,
  id: string,
  answer: 'approve' | 'deny',
  body: Answer,
): ApprovalDetail {
  const before = state.approvals.get(id);
  if (!before) throw new Refusal(404, 'unknown_approval', 'There is no such request.');
  if (before.state === 'expired') throw new Refusal(410, 'approval_expired', 'Nobody answered in time.');
  if (before.state !== 'pending') throw new Refusal(409, 'already_decided', 'Somebody answered before you.');
  if (answer === 'approve') checkApproval(state, before, body);
  const at = stamp(state.now());
  const by = state.me.person.name;
  const decided = {
    decided_at: at,
    decided_by: by,
    answer: { by, answer, reason: body.reason ?? null, at },
  };
  if (answer === 'deny') return move(state, id, { ...decided, state: 'denied' });
  const started = move(state, id, { ...decided, state: 'executing' });
  if (state.executionMs !== null) setTimeout(() => finish(state, id), state.executionMs).unref();
  return started;
}

function checkApproval(state: FakeState, before: ApprovalDetail, body: Answer): void {
  const same = body.action_sha256 === before.action_sha256 && body.display_sha256 === before.display_sha256;
  if (!same) throw new Refusal(409, 'action_changed', 'This request was replaced. Look at the new one.');
  if (!before.step_up) return;
  if (body.code !== undefined) checkCode(state, body.code);
  else if (state.me.step_up_until === null || Date.parse(state.me.step_up_until) <= state.now()) {
    throw new Refusal(403, 'step_up_required', 'Give your code again.');
  }
}

/** The one fake code; taking it counts as a second factor for five minutes. */
export function checkCode(state: FakeState, code: string): void {
  if (code !== CODE) {
    throw new Refusal(
      401,
      'second_factor_invalid',
      'This code does not fit or was used before. Take the next one.',
    );
  }
  state.me = { ...state.me, step_up_until: stamp(state.now() + 300_000) };
}

export function finish(state: FakeState, id: string): void {
  const { endsAs } = state;
  move(state, id, {
    state: endsAs,
    outcome: {
      state: endsAs,
      finished_at: endsAs === 'outcome_unknown' ? null : stamp(state.now()),
      upstream_status: endsAs === 'succeeded' ? 200 : endsAs === 'failed' ? 400 : null,
      message: endsAs === 'failed' ? 'charge_already_refunded' : null,
      duration_ms: 410,
    },
  });
}
