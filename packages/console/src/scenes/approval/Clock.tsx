import type { ApprovalDetail } from '@agentport/contract';
import { URGENT_MS } from '../../parts/TimeLeft.tsx';
import { clock, left } from '../../words/time.ts';

interface ClockProps {
  detail: ApprovalDetail;
  /** the gateway's time, ms UTC */
  now: number;
}

const SILENCE = 'No answer means no.';

/** Counts down on the gateway's time, not on this device's. */
export function Clock({ detail, now }: ClockProps) {
  const until = Date.parse(detail.approve_before);
  const rest = Math.max(0, until - now);
  const urgent = rest < URGENT_MS;
  return (
    <div className="grid grid-cols-[1fr_auto] items-baseline gap-x-3 gap-y-1 px-5 pt-4 max-md:hidden">
      <span className={`text-title font-semibold tracking-[-0.015em] ${urgent ? 'text-deny' : ''}`}>
        {rest === 0 ? 'Time is over' : `${left(rest)} left`}
      </span>
      <span className="text-small text-muted">until {clock(until)}</span>
      <progress
        className="col-span-2"
        max={Math.max(1, until - Date.parse(detail.requested_at))}
        value={rest}
        data-urgent={urgent || undefined}
        aria-label="Time left to answer"
      />
      <span className="col-span-2 text-small text-muted">{SILENCE}</span>
      <Announcement rest={rest} />
    </div>
  );
}

/** One line of the same, in the phone's decision bar. */
export function ClockMini({ detail, now }: ClockProps) {
  const rest = Math.max(0, Date.parse(detail.approve_before) - now);
  return (
    <p className="order-first col-span-full flex justify-between text-small text-muted md:hidden">
      <span>
        <b className={`font-semibold ${rest < URGENT_MS ? 'text-deny' : 'text-text'}`}>{left(rest)}</b> left
      </span>
      <span>{SILENCE}</span>
    </p>
  );
}

/** Read out at five minutes and at one, not every second. */
function Announcement({ rest }: { rest: number }) {
  const minutes = rest <= 60_000 ? 1 : rest <= 5 * 60_000 ? 5 : null;
  return (
    <span className="sr-only" role="status">
      {minutes !== null &&
        rest > 0 &&
        `Less than ${minutes === 1 ? 'a minute' : '5 minutes'} left to answer.`}
    </span>
  );
}
