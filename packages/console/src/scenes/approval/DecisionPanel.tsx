import type { ApprovalDetail, Me } from '@agentport/contract';
import { useEffect } from 'react';
import { useLostSince } from '../../api/reach.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { useBar, whoMay } from '../../parts/may.ts';
import { useNow } from '../../parts/use-now.ts';
import { Link } from '../../router/router.tsx';
import { plainKey } from '../../shell/shortcuts.ts';
import { ApproveButton } from './ApproveButton.tsx';
import type { Block } from './block.ts';
import { Clock, ClockMini } from './Clock.tsx';
import { CodeStep } from './CodeStep.tsx';
import { DenyReasons } from './DenyReasons.tsx';
import { PasskeyStep } from './PasskeyStep.tsx';
import { hasPasskey, needsProof, useDecision } from './use-decision.ts';
import { useReady } from './use-ready.ts';

interface DecisionPanelProps {
  detail: ApprovalDetail;
  me: Me;
  /** why nobody can approve yet */
  blocked: Block | null;
  onStop(): void;
}

/** On phones the buttons are a bar at the bottom edge; nothing else may cover it. */
const ACTIONS =
  'grid grid-cols-1 gap-3 px-5 pt-4 pb-5 max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-6 max-md:gap-x-3 max-md:gap-y-2 max-md:border-t max-md:border-line max-md:bg-surface max-md:px-4 max-md:pt-2 max-md:pb-[calc(0.75rem+env(safe-area-inset-bottom))] max-md:shadow-float';

const OVER: Block = { words: 'Time is over', sub: '', pointer: null };
const LOST: Block = { words: 'Not connected', sub: 'decisions are off', pointer: null };

export function DecisionPanel({ detail, me, blocked, onStop }: DecisionPanelProps) {
  const decision = useDecision(detail, me);
  const now = useNow();
  const over = Date.parse(detail.approve_before) <= now;
  const lost = useLostSince() !== null;
  const ready = useReady(`${detail.id} ${detail.action_sha256} ${detail.display_sha256}`);
  const busy = decision.phase === 'approving' || decision.phase === 'denying';
  const proving = ['code', 'passkey', 'signing'].includes(decision.phase);
  const barred = useBar('deny') !== null;
  const off = over ? OVER : lost ? LOST : null;
  const deny = (reason?: string) => {
    if (!busy && !barred && off === null) decision.deny(reason);
  };
  useDenyKey(deny);
  return (
    <div className="panel">
      <Clock detail={detail} now={now} />
      <div className={`${ACTIONS} ${proving || barred ? '' : 'max-md:grid-cols-[7.25rem_minmax(0,1fr)]'}`}>
        {!proving && <ClockMini detail={detail} now={now} />}
        {decision.problem !== null && (
          <div className="col-span-full">
            <ErrorNotice error={decision.problem} title="It was not sent." />
          </div>
        )}
        {barred ? (
          <OthersDecide />
        ) : decision.phase === 'code' ? (
          <CodeStep problem={decision.codeProblem} onCode={decision.giveCode} onBack={decision.back} />
        ) : proving ? (
          <PasskeyStep
            waiting={decision.phase === 'signing'}
            problem={decision.codeProblem}
            onAgain={decision.usePasskey}
            onCode={decision.useCode}
            onBack={decision.back}
          />
        ) : (
          <>
            <ApproveButton
              mode={detail.step_up ? 'hold' : 'press'}
              ready={ready}
              blocked={off ?? blocked}
              sending={decision.phase === 'approving'}
              sub={subOf(detail, proofWords(detail, me))}
              onApprove={decision.approve}
            />
            <button
              className="btn btn-deny btn-big max-md:order-first"
              type="button"
              aria-disabled={busy || off !== null}
              onClick={() => deny()}
            >
              <Icon name="deny" />
              {decision.phase === 'denying' ? 'Denying…' : 'Deny'}
            </button>
          </>
        )}
      </div>
      {!barred && <DenyReasons disabled={busy || off !== null} onDeny={deny} />}
      <div className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-3 border-t border-line px-5 py-4 max-md:px-4">
        <Icon name="stop" className="size-4.5 text-deny-solid" />
        <p className="text-small">Something wrong with this agent?</p>
        <ActButton route="stopAgent" className="btn btn-small" onClick={onStop}>
          Stop this agent
        </ActButton>
      </div>
    </div>
  );
}

/** In place of the buttons, for whoever may only look: whom to ask. */
function OthersDecide() {
  return (
    <div className="flex gap-3">
      <Icon name="lock" className="size-4.5 flex-none text-muted" />
      <p className="text-small">
        <b className="font-semibold">Others decide this.</b> It takes the role {whoMay('approve')}.{' '}
        <Link className="link" to="/people">
          See who that is
        </Link>
      </p>
    </div>
  );
}

function proofWords(detail: ApprovalDetail, me: Me): string | null {
  if (!needsProof(detail, me)) return null;
  return hasPasskey(me) ? 'then your passkey' : 'then your code';
}

function subOf(detail: ApprovalDetail, proof: string | null): string {
  const meaning = detail.display.rows.find((row) => row.meaning !== null)?.meaning;
  return [meaning, proof].filter(Boolean).join(', ');
}

/** `D` denies at once: no is easier than yes. */
function useDenyKey(deny: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (plainKey(event) === 'd' && !event.repeat) deny();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
