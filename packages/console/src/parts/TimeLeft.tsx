import { left } from '../words/time.ts';

/** From here on the colour and the word say that it is urgent, ms. */
export const URGENT_MS = 5 * 60_000;

interface TimeLeftProps {
  /** ms UTC */
  from: number;
  until: number;
  now: number;
}

/** Time to answer, as words and as a bar; in a row of a list. */
export function TimeLeft({ from, until, now }: TimeLeftProps) {
  const rest = Math.max(0, until - now);
  const urgent = rest < URGENT_MS;
  return (
    <div className="grid justify-items-end gap-1.5 text-right text-small leading-4.5">
      <b className={`text-body font-semibold whitespace-nowrap ${urgent ? 'text-deny' : ''}`}>
        {left(rest)} left
      </b>
      <progress
        className="h-[3px]! w-22! max-md:w-16!"
        max={Math.max(1, until - from)}
        value={rest}
        data-urgent={urgent || undefined}
        aria-label="Time left to answer"
      />
    </div>
  );
}
