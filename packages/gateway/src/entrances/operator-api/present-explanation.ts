import { TIER_OF, type Explanation as Wire } from '@agentport/contract';
import type { Explanation } from '../../pipeline/index.ts';

const BODY_CHARS_MAX = 64 * 1024;

/** A call that was only thought through, as a person reads it. */
export function presentExplanation(explained: Explanation): Wire {
  const { call, decision, findings, stopped } = explained;
  const effect = stopped === null ? decision.effect : 'deny';
  const steps: Wire['steps'] = explained.steps.map(({ step, effect, code, text }) => ({
    step,
    effect,
    code,
    text,
  }));
  if (stopped !== null) steps.push({ step: 'stop', effect, code: 'stopped', text: stopped });
  return {
    agent: call.agent.name,
    connection: call.connection.name,
    operation: call.operation.name,
    risk: call.operation.risk,
    effect,
    tier: TIER_OF[effect],
    policy_version: decision.policy.version,
    rule: decision.policy.rule,
    steps,
    obligations: decision.obligations.map((obligation) =>
      obligation.kind === 'hide_fields'
        ? { kind: obligation.kind, paths: [...obligation.paths] }
        : { kind: obligation.kind },
    ),
    findings: findings.map((finding) => ({ ...finding })),
    not_known: [...explained.notKnown],
    wire: {
      ...call.action.wire,
      credential: 'put in by the gateway when the call is made',
      ...bodyOf(call.body),
    },
  };
}

/** What would be sent as text, cut; bytes that are no text are named by their digest in the wire alone. */
function bodyOf(body: Uint8Array): { body?: string } {
  if (body.length === 0) return {};
  const text = Buffer.from(body).toString('utf8');
  return Buffer.byteLength(text) === body.length && !text.includes('\ufffd')
    ? { body: text.slice(0, BODY_CHARS_MAX) }
    : {};
}
