import type { ApprovalDetail, Me } from '@agentport/contract';
import { useState } from 'react';
import { codeOf, gateway, knowledge, ME } from '../../api/gateway.ts';
import { serverNow } from '../../api/server-clock.ts';

/** Where a person is in deciding. `code`: the second factor is asked for, in the place of the buttons. */
export type Phase = 'open' | 'code' | 'approving' | 'denying';

export interface Decision {
  readonly phase: Phase;
  readonly problem: unknown;
  /** the gateway's sentence about a code that did not fit */
  readonly codeProblem: string | null;
  approve(): void;
  giveCode(code: string): void;
  deny(reason?: string): void;
  back(): void;
}

/** Codes of the gateway that ask for a second factor, and the one that says it was wrong. */
const WANTS_CODE = new Set(['step_up_required', 'second_factor_required', 'second_factor_invalid']);

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
      setPhase('code');
      return;
    }
    setPhase('open');
    setProblem(error);
    if (code !== null && MOVED.has(code))
      void knowledge.invalidateQueries({ queryKey: ['approval', detail.id] });
  };
  const send = async (code: string | null) => {
    setPhase('approving');
    setProblem(null);
    const { action_sha256, display_sha256 } = detail;
    const body = { action_sha256, display_sha256, ...(code === null ? {} : { code }) };
    try {
      settle(await gateway('approve', { params: { id: detail.id }, body }));
    } catch (error) {
      fail(error, code !== null);
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
      if (needsCode(detail, me)) setPhase('code');
      else void send(null);
    },
    giveCode: (code) => void send(code),
    deny: (reason) => void sendDenial(reason),
    back: () => {
      setPhase('open');
      setCodeProblem(null);
    },
  };
}

/** Whether approving will ask for a code: a high risk, and none given in the last five minutes. */
export function needsCode(detail: ApprovalDetail, me: Me): boolean {
  if (!detail.step_up) return false;
  return me.step_up_until === null || Date.parse(me.step_up_until) <= serverNow();
}
