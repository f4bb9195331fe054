import type { ApprovalDetail, Me } from '@agentport/contract';
import { useEffect, useRef } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useApprovals } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { StateTag } from '../../parts/StateTag.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { Link } from '../../router/router.tsx';
import { ago } from '../../words/time.ts';
import { outcomeWords } from './outcome-words.ts';

interface OutcomePanelProps {
  detail: ApprovalDetail;
  me: Me;
  /** it was still open when this page was */
  changedHere: boolean;
}

/** On phones it stays where the buttons were: at the bottom edge, whatever part of the page is in sight. */
const IN_PLACE =
  'max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-6 max-md:max-h-[60dvh] max-md:overflow-auto max-md:rounded-none max-md:rounded-t-sheet max-md:border-x-0 max-md:border-b-0 max-md:pb-[env(safe-area-inset-bottom)] max-md:shadow-float';

/** Takes the place of the decision: who answered, what was done, what the service said. */
export function OutcomePanel({ detail, me, changedHere }: OutcomePanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The buttons that had the focus are gone.
    if (changedHere) panel.current?.focus({ preventScroll: true });
  }, [changedHere]);
  return (
    <div ref={panel} className={`panel outline-none ${changedHere ? IN_PLACE : ''}`} tabIndex={-1}>
      <div className="grid justify-items-start gap-3 p-5 max-md:p-4" role={changedHere ? 'alert' : undefined}>
        <StateTag state={detail.state} />
        <Answer detail={detail} me={me} />
        <p>
          <PlainText text={outcomeWords(detail)} />
        </p>
      </div>
      {detail.state === 'outcome_unknown' && <Reconcile detail={detail} />}
      <Onward />
    </div>
  );
}

function Answer({ detail, me }: { detail: ApprovalDetail; me: Me }) {
  const now = useNow();
  const { answer } = detail;
  if (!answer) return null;
  const mine = answer.by === me.person.name || answer.by === me.person.email || answer.by === me.person.id;
  return (
    <p className="text-lead font-semibold">
      {mine ? 'You' : <PlainText text={answer.by} />} {answer.answer === 'approve' ? 'approved' : 'denied'}{' '}
      this {ago(Date.parse(answer.at), now)}.
      {answer.reason && (
        <span className="block text-body font-normal text-muted">
          “<PlainText text={answer.reason} />”
        </span>
      )}
    </p>
  );
}

function Reconcile({ detail }: { detail: ApprovalDetail }) {
  const mark = useAct(
    (happened: boolean) => gateway('reconcileCall', { params: { id: detail.call_id }, body: { happened } }),
    ['approval', 'approvals', 'status', 'audit'],
  );
  return (
    <div className="grid gap-3 border-t border-line p-5 max-md:p-4">
      {mark.isError && <ErrorNotice error={mark.error} title="It is still marked unknown." />}
      <div className="grid grid-cols-2 gap-3">
        <ActButton
          route="reconcileCall"
          className="btn"
          disabled={mark.isPending}
          onClick={() => mark.mutate(true)}
        >
          It happened
        </ActButton>
        <ActButton
          route="reconcileCall"
          className="btn"
          disabled={mark.isPending}
          onClick={() => mark.mutate(false)}
        >
          It did not
        </ActButton>
      </div>
    </div>
  );
}

function Onward() {
  const waiting = useApprovals('pending').data?.items ?? [];
  const [next] = waiting;
  return (
    <p className="border-t border-line px-5 py-4 text-small max-md:px-4">
      {next ? (
        <Link className="link" to={`/approvals/${encodeURIComponent(next.id)}`}>
          Next request ({waiting.length} waiting)
        </Link>
      ) : (
        <Link className="link" to="/">
          Nothing else waits. To the inbox
        </Link>
      )}
    </p>
  );
}
