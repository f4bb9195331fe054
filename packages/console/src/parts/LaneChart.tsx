import { type KeyboardEvent, useId, useState } from 'react';
import { count } from '../words/count.ts';
import { Icon } from './Icon.tsx';

export interface Lane {
  readonly name: string;
  readonly look: 'allow' | 'ask' | 'deny' | 'unknown';
  /** one figure for each bar, oldest first */
  readonly counts: readonly number[];
}

interface LaneChartProps {
  /** one sentence that says what is shown */
  label: string;
  lanes: readonly Lane[];
  /** words of each bar's time, for the readout and the table */
  times: readonly string[];
  /** bars below which the axis says a time */
  ticks: readonly (readonly [number, string])[];
}

const HEIGHT = 48;
/** of a bar's place, left free beside it */
const GAP = 0.12;

const BAR: Record<Lane['look'], string> = {
  allow: 'fill-allow-soft stroke-allow-solid',
  ask: 'stroke-ask-solid',
  deny: 'fill-deny-solid stroke-deny-solid',
  unknown: 'fill-none stroke-unknown-solid',
};

/** Lanes share their time; each has its own scale. Figures can be walked with the arrow keys and stand in a table, too. */
export function LaneChart({ label, lanes, times, ticks }: LaneChartProps) {
  const [at, setAt] = useState(times.length - 1);
  const readout = useId();
  const onKey = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: times.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setAt(Math.min(Math.max(to, 0), times.length - 1));
  };
  return (
    <figure className="grid">
      <fieldset
        className="grid gap-3 p-5 max-md:p-4"
        aria-label={`${label} Arrow keys walk through the times.`}
        aria-describedby={readout}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through the figures
        tabIndex={0}
        onKeyDown={onKey}
      >
        {lanes.map((lane) => (
          <LaneRow key={lane.name} lane={lane} at={at} ticks={ticks} onPoint={setAt} />
        ))}
        <Axis ticks={ticks} bars={times.length} />
        <p id={readout} className="ml-34 text-small text-muted max-md:ml-0" role="status" aria-live="polite">
          <b className="font-medium text-text">{times[at]}</b>:{' '}
          {lanes.map(({ name, counts }) => `${counts[at] ?? 0} ${name.toLowerCase()}`).join(', ')}
        </p>
      </fieldset>
      <Twin label={label} lanes={lanes} times={times} />
    </figure>
  );
}

interface LaneRowProps {
  lane: Lane;
  at: number;
  ticks: LaneChartProps['ticks'];
  onPoint(at: number): void;
}

function LaneRow({ lane: { name, look, counts }, at, ticks, onPoint }: LaneRowProps) {
  const hatch = useId();
  const most = Math.max(1, ...counts);
  const total = counts.reduce((sum, n) => sum + n, 0);
  const bars = counts.length;
  const place = (index: number) => (index / bars) * 100;
  return (
    <div className="grid grid-cols-[8rem_minmax(0,1fr)_4.5rem] items-center gap-2 max-md:grid-cols-[minmax(0,1fr)_auto]">
      <p className="max-md:text-small">
        <span className="block font-medium">{name}</span>
        <span className="text-small text-muted max-md:hidden">{count(total, 'call')}</span>
      </p>
      <svg
        className="h-12 w-full overflow-visible max-md:col-span-2 max-md:row-start-2"
        aria-hidden="true"
        onPointerMove={({ nativeEvent, currentTarget }) => {
          const share = nativeEvent.offsetX / Math.max(1, currentTarget.clientWidth);
          onPoint(Math.min(bars - 1, Math.max(0, Math.floor(share * bars))));
        }}
      >
        <defs>
          <pattern
            id={hatch}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="6" height="6" className="fill-ask-soft" />
            <path d="M0 0V6" className="stroke-ask-solid" strokeWidth="2" />
          </pattern>
        </defs>
        {/* catches the pointer between the bars */}
        <rect width="100%" height={HEIGHT} className="fill-transparent" />
        <rect x={`${place(at)}%`} width={`${100 / bars}%`} height={HEIGHT} className="fill-hover" />
        {ticks.map(([index]) => (
          <line
            key={index}
            x1={`${place(index)}%`}
            x2={`${place(index)}%`}
            y2={HEIGHT}
            className="stroke-line"
          />
        ))}
        <line x2="100%" y1={HEIGHT} y2={HEIGHT} className="stroke-line-strong" />
        {counts.map((n, index) => {
          if (n === 0) return null;
          const x = place(index) + (GAP / 2) * (100 / bars);
          const height = Math.max(3, (n / most) * (HEIGHT - 2));
          const key = `${name} ${index}`;
          if (look === 'unknown')
            return (
              <circle
                key={key}
                cx={`${place(index + 0.5)}%`}
                cy={HEIGHT - 9}
                r="5"
                strokeWidth="2"
                className={BAR.unknown}
              />
            );
          return (
            <rect
              key={key}
              x={`${x}%`}
              y={HEIGHT - height}
              width={`${(100 / bars) * (1 - GAP)}%`}
              height={height}
              rx="1.5"
              className={BAR[look]}
              {...(look === 'ask' ? { fill: `url(#${hatch})` } : {})}
            />
          );
        })}
      </svg>
      <p className="text-right text-small text-muted max-md:row-start-1 max-md:col-start-2">
        <span className="md:hidden">{total.toLocaleString('en-GB')}, </span>
        most {most === 1 && total === 0 ? 0 : most.toLocaleString('en-GB')}
      </p>
    </div>
  );
}

function Axis({ ticks, bars }: { ticks: LaneChartProps['ticks']; bars: number }) {
  return (
    <div className="grid grid-cols-[8rem_minmax(0,1fr)_4.5rem] gap-2 max-md:grid-cols-1">
      <svg className="col-start-2 h-4 w-full overflow-visible max-md:col-start-1" aria-hidden="true">
        {ticks.map(([index, word]) => (
          <text key={index} x={`${(index / bars) * 100}%`} y="12" className="fill-muted text-micro">
            {word}
          </text>
        ))}
      </svg>
    </div>
  );
}

/** The same figures as a table. */
function Twin({ label, lanes, times }: Omit<LaneChartProps, 'ticks'>) {
  return (
    <details className="group border-t border-line">
      <summary className="flex min-h-11 items-center gap-2 px-5 text-small text-muted hover:text-text max-md:px-4">
        <Icon name="chevron" className="size-4 transition-transform group-open:rotate-90" />
        Show as a table
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="max-h-80 overflow-auto px-5 pb-4 max-md:px-4" tabIndex={0} aria-label="Table">
        <table className="w-full text-small">
          <caption className="sr-only">{label}</caption>
          <thead>
            <tr>
              <th className="py-1 text-left font-medium" scope="col">
                Time
              </th>
              {lanes.map(({ name }) => (
                <th key={name} className="py-1 text-right font-medium" scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.map((time, at) => (
              <tr key={time} className="border-t border-line">
                <th className="py-1 text-left font-normal" scope="row">
                  {time}
                </th>
                {lanes.map(({ name, counts }) => (
                  <td key={name} className="py-1 text-right">
                    {counts[at]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
