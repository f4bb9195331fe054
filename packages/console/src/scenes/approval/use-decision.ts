import type { ApprovalDetail, Me, RouteBody } from '@agentport/contract';
import { useState } from 'react';
import { codeOf, gateway, knowledge, ME } from '../../api/gateway.ts';
import { serverNow } from '../../api/server-clock.ts';
import { PasskeyCancelled, passkeysPossible, signWithPasskey } from '../../parts/passkey.ts';

/**
 * Where a person is in deciding. `code`, `passkey`: the second factor is asked for, in the place of the buttons;
 * `signing`: the browser asks for the passkey.
 */
export type Phase = 'open' | 'code' | 'passkey' | 'signing' | 'approving' | 'denying';

export interface Decision {
  readonly phase: Phase;
  readonly problem: unknown;
  /** the sentence about a code or passkey that did not fit */
  readonly codeProblem: string | null;
  approve(): void;
  giveCode(code: string): void;
  usePasskey(): void;
  useCode(): void;
  deny(reason?: string): void;
  back(): void;
}

/** Codes of the gateway that ask for a second factor, and the one that says it was wrong. */
const WANTS_CODE = new Set([
  'step_up_required',
  'second_factor_required',
  'second_factor_invalid',
  'passkey_invalid',
  'passkey_unavailable',
]);

/** Someone or something else was quicker: the page reads the request again and says so. */
const MOVED = new Set(['already_decided', 'approval_expired', 'action_changed']);

export function useDecision(detail: ApprovalDetail, me: Me): Decision {
  const [phase, setPhase] = useState<Phase>('open');
  const [problem, setProblem] = useState<unknown>(null);
  const [codeProblem, setCodeProblem] = useState<string | null>(null);

  const settle = (answered: ApprovalDetail) => {
    knowledge.setQueryData(['approval', detail.id], answered);
    void knowledge.invalidateQueries({ queryKey: ['approvals'] });
    // A code given here counts for the next minutes.
    void knowledge.invalidateQueries({ queryKey: ME });
  };
  const fail = (error: unknown, tried: boolean) => {
    const code = codeOf(error);
    if (code !== null && WANTS_CODE.has(code)) {
      setCodeProblem(tried && error instanceof Error ? error.message : null);
      setPhase(hasPasskey(me) && code !== 'second_factor_invalid' ? 'passkey' : 'code');
      return;
    }
    setPhase('open');
    setProblem(error);
    if (code !== null && MOVED.has(code))
      void knowledge.invalidateQueries({ queryKey: ['approval', detail.id] });
  };
  const seen = { action_sha256: detail.action_sha256, display_sha256: detail.display_sha256 };
  const send = async (proof: Pick<RouteBody<'approve'>, 'code' | 'passkey'>) => {
    setPhase('approving');
    setProblem(null);
    try {
      settle(await gateway('approve', { params: { id: detail.id }, body: { ...seen, ...proof } }));
    } catch (error) {
      fail(error, proof.code !== undefined || proof.passkey !== undefined);
    }
  };
  const sign = async () => {
    setPhase('signing');
    setCodeProblem(null);
    try {
      const offer = await gateway('offerPasskeyApproval', { params: { id: detail.id }, body: seen });
      await send({ passkey: await signWithPasskey(offer) });
    } catch (error) {
      if (!(error instanceof PasskeyCancelled)) return fail(error, true);
      setCodeProblem(error.message);
      setPhase('passkey');
    }
  };
  const sendDenial = async (reason: string | undefined) => {
    setPhase('denying');
    setProblem(null);
    const body = reason === undefined ? {} : { reason };
    try {
      settle(await gateway('deny', { params: { id: detail.id }, body }));
    } catch (error) {
      fail(error, false);
    }
  };
  return {
    phase,
    problem,
    codeProblem,
    approve: () => {
      if (!needsProof(detail, me)) void send({});
      else if (hasPasskey(me)) void sign();
      else setPhase('code');
    },
    giveCode: (code) => void send({ code }),
    usePasskey: () => void sign(),
    useCode: () => {
      setPhase('code');
      setCodeProblem(null);
    },
    deny: (reason) => void sendDenial(reason),
    back: () => {
      setPhase('open');
      setCodeProblem(null);
    },
  };
}

/**
 * Whether approving will ask for a second factor: a high risk, and none given in the last five minutes. Whoever has a
 * passkey signs for each such action.
 */
export function needsProof(detail: ApprovalDetail, me: Me): boolean {
  if (!detail.step_up) return false;
  if (hasPasskey(me)) return true;
  return me.step_up_until === null || Date.parse(me.step_up_until) <= serverNow();
}

export function hasPasskey(me: Me): boolean {
  return me.second_factors.includes('passkey') && passkeysPossible();
}
