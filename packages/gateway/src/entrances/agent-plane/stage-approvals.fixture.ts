import type { Outcome } from '@agentport/engine';
import type { Clock } from '../../kernel/clock.ts';
import { Fault } from '../../kernel/fault.ts';
import type { CallState } from '../../storage/schema/calls.ts';
import type { HoldOptions, OwnApproval } from './deps.ts';

interface Question {
  view: OwnApproval;
  outcome: Outcome | null;
  collected: boolean;
}

/** Questions that a test answers by hand. */
export class StageApprovals {
  readonly questions = new Map<string, Question>();
  /** holds now waiting */
  waiting = 0;
  readonly #clock: Clock;
  readonly #wake = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ask(agentId: string, id: string, connection = 'stripe', operation = 'create_refund'): Outcome {
    const view: OwnApproval = {
      id,
      callId: id.replace('apr_', 'cal_'),
      state: 'pending',
      agent: { id: agentId },
      connection: { name: connection },
      operation,
      requestedAt: this.#clock.now(),
      approveBefore: this.#clock.now() + 1_800_000,
      decidedAt: null,
      review: null,
    };
    this.questions.set(id, { view, outcome: null, collected: false });
    return this.#pending(view);
  }

  answer(id: string, state: CallState, outcome: Outcome): void {
    const question = this.#question(id);
    question.view = { ...question.view, state, decidedAt: this.#clock.now() };
    question.outcome = outcome;
    for (const wake of [...this.#wake]) wake();
  }

  hold = (pending: Outcome, options: HoldOptions): Promise<Outcome> =>
    pending.kind === 'pending' ? this.#wait(pending.approval.id, options) : Promise.resolve(pending);

  await = async (id: string, options: HoldOptions): Promise<Outcome | null> => {
    const question = this.questions.get(id);
    return question?.view.agent.id === options.agentId ? this.#wait(id, options) : null;
  };

  read = async (_org: string, id: string): Promise<OwnApproval | null> =>
    this.questions.get(id)?.view ?? null;

  list = async (filter: { state: 'pending' | 'decided'; agentId: string }) => ({
    items: [...this.questions.values()]
      .map(({ view }) => view)
      .filter((view) => view.agent.id === filter.agentId)
      .filter((view) => (view.state === 'pending') === (filter.state === 'pending')),
  });

  cancel = async (_org: string, agentId: string, id: string): Promise<OwnApproval> => {
    const question = this.questions.get(id);
    if (question?.view.agent.id !== agentId) throw new Fault('unknown_approval', 'You have no such request.');
    if (question.view.state !== 'pending') throw new Fault('already_decided', 'It is decided already.');
    question.view = { ...question.view, state: 'cancelled' };
    return question.view;
  };

  #question(id: string): Question {
    const question = this.questions.get(id);
    if (question === undefined) throw new Error(`no question ${id}`);
    return question;
  }

  #pending(view: OwnApproval): Outcome {
    return {
      kind: 'pending',
      callId: view.callId,
      approval: {
        id: view.id,
        url: `http://localhost:3000/approvals/${view.id}`,
        approve_before: view.approveBefore,
        retry_after_s: 5,
      },
    };
  }

  #wait(id: string, { timeoutMs, signal }: HoldOptions): Promise<Outcome> {
    return new Promise((resolve) => {
      this.waiting += 1;
      const question = this.#question(id);
      const finish = () => {
        this.#wake.delete(wake);
        cancel();
        signal?.removeEventListener('abort', finish);
        this.waiting -= 1;
        resolve(this.#collect(question));
      };
      const wake = () => {
        if (question.outcome !== null) finish();
      };
      this.#wake.add(wake);
      const cancel = timeoutMs <= 0 ? () => undefined : this.#clock.after(timeoutMs, finish);
      signal?.addEventListener('abort', finish);
      if (timeoutMs <= 0 || signal?.aborted || question.outcome !== null) finish();
    });
  }

  #collect(question: Question): Outcome {
    if (question.outcome === null) return this.#pending(question.view);
    if (!question.collected) {
      question.collected = true;
      return question.outcome;
    }
    const problem = { code: 'result_collected', message: 'The result was already handed out.' };
    return { kind: 'refused', callId: question.view.callId, problem };
  }
}
