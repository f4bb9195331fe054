import type { WaitingKindWire } from '@agentport/contract';
import { useState } from 'react';
import { ActButton } from '../../parts/ActButton.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { LongList } from '../../parts/LongList.tsx';
import { RiskMark } from '../../parts/RiskMark.tsx';
import { TimeLeft } from '../../parts/TimeLeft.tsx';
import { Link } from '../../router/router.tsx';
import { StopSheet } from '../../shell/StopSheet.tsx';
import { span } from '../../words/time.ts';
import { filterOfKind, waitingAddress } from './waiting-filter.ts';

const ROW_PX = 81;
/** What is asked faster than this needs no figure. */
const AT_ONCE_MS = 2_000;

interface KindsPanelProps {
  kinds: readonly WaitingKindWire[];
  /** whether there are kinds beyond those */
  more: boolean;
  now: number;
}

/** More than a person can look at one by one: what waits, by agent and operation, with the way to stop who asks. */
export function KindsPanel({ kinds, more, now }: KindsPanelProps) {
  const [stopping, setStopping] = useState<string | null>(null);
  return (
    <section className="panel" aria-label="What waits, by agent and operation">
      <LongList
        items={kinds}
        keyOf={({ agent, connection, operation }) => `${agent.id} ${connection} ${operation}`}
        rowPx={ROW_PX}
        row={(kind) => <KindRow kind={kind} now={now} onStop={() => setStopping(kind.agent.id)} />}
      />
      {more && (
        <p className="border-t border-line px-5 py-3 text-small text-muted max-md:px-4">
          There are more kinds than these. Stop the agent that asks too much, and the rest appears.
        </p>
      )}
      {stopping !== null && <StopSheet agentId={stopping} onClose={() => setStopping(null)} />}
    </section>
  );
}

function KindRow({ kind, now, onStop }: { kind: WaitingKindWire; now: number; onStop(): void }) {
  const [first, last] = [Date.parse(kind.first_asked_at), Date.parse(kind.last_asked_at)];
  return (
    <div className="relative grid grid-cols-[minmax(0,1fr)_6rem_7.5rem_auto] items-center gap-x-5 gap-y-2 px-5 py-4 hover:bg-hover has-focus-visible:shadow-[inset_0_0_0_2px_var(--color-accent)] max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3 max-md:px-4 max-md:py-3">
      <div className="min-w-0">
        <h2 className="text-[0.9375rem] leading-5.5 wrap-anywhere max-md:text-body">
          <Link
            to={waitingAddress(filterOfKind(kind))}
            className="text-inherit no-underline outline-none after:absolute after:inset-0"
            data-kind
          >
            {kind.waiting.toLocaleString('en-GB')} × <PlainText text={kind.operation} />
          </Link>
        </h2>
        <p className="text-small text-muted wrap-anywhere">
          <PlainText text={kind.agent.name} />, <PlainText text={kind.connection} />
          {kind.waiting > 1 &&
            `, asked ${last - first < AT_ONCE_MS ? 'at once' : `within ${span(last - first)}`}`}
        </p>
      </div>
      <span className="max-md:row-start-2">
        <RiskMark risk={kind.risk} />
      </span>
      <div className="max-md:col-start-2 max-md:row-start-1 max-md:self-start">
        <TimeLeft from={first} until={Date.parse(kind.approve_before)} now={now} />
      </div>
      <ActButton
        route="stopAgent"
        className="btn btn-small relative max-md:col-start-2 max-md:row-start-2 max-md:justify-self-end"
        onClick={onStop}
      >
        <Icon name="stop" className="size-4 text-deny-solid" />
        Stop
        <span className="sr-only">
          {' '}
          <PlainText text={kind.agent.name} />
        </span>
      </ActButton>
    </div>
  );
}
