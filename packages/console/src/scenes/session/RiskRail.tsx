import { PlainText } from '../../parts/EscapedText.tsx';
import { RiskMark } from '../../parts/RiskMark.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { entrySubject, entryWords, type Names, whoOf } from '../../words/audit.ts';
import { clockSeconds } from '../../words/time.ts';
import type { RailStep } from './rail.ts';

/** Where each level stands across the rail, per cent. */
const PLACES = [12, 38, 64, 90] as const;
/** of the knot below the top of its row, px */
const KNOT_PX = 24;

const place = (level: number) => PLACES[level] ?? PLACES[0];

interface RiskRailProps {
  steps: readonly RailStep[];
  names: Names;
  onOpen(index: number): void;
}

/** The steps in order, and beside them how risky what was asked is. */
export function RiskRail({ steps, names, onOpen }: RiskRailProps) {
  return (
    <>
      <div
        className="grid grid-cols-[4.5rem_10rem_minmax(0,1fr)] gap-x-4 border-b border-line px-5 py-2 text-micro text-muted max-md:grid-cols-[5rem_minmax(0,1fr)] max-md:gap-x-3 max-md:px-4"
        aria-hidden="true"
      >
        <span className="max-md:hidden">Time</span>
        <svg className="h-4 w-full overflow-visible" aria-hidden="true">
          {(['Low', 'Med', 'High', 'Crit'] as const).map((word, level) => (
            <text
              key={word}
              x={`${place(level)}%`}
              y="12"
              textAnchor="middle"
              className={`${level === 1 || level === 2 ? 'max-md:hidden' : ''} ${level === 0 ? 'fill-muted' : level === 1 ? 'fill-ask' : 'fill-deny'}`}
            >
              {word}
            </text>
          ))}
        </svg>
        <span>What happened</span>
      </div>
      <ol>
        {steps.map((step, at) => (
          <li key={step.entry.index}>
            <button
              type="button"
              aria-haspopup="dialog"
              onClick={() => onOpen(step.entry.index)}
              className="grid w-full grid-cols-[4.5rem_10rem_minmax(0,1fr)] gap-x-4 px-5 text-left hover:bg-hover max-md:grid-cols-[5rem_minmax(0,1fr)] max-md:gap-x-3 max-md:px-4"
            >
              <time className="py-3 text-small leading-6 text-muted max-md:hidden" dateTime={step.entry.at}>
                {clockSeconds(Date.parse(step.entry.at))}
              </time>
              <span className="relative min-h-14">
                <Piece step={step} first={at === 0} last={at === steps.length - 1} />
              </span>
              <Words step={step} names={names} />
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The rail's piece in one row: from the level before to its own. A knot is black where somebody or something held it. */
function Piece({
  step: { before, level, held },
  first,
  last,
}: {
  step: RailStep;
  first: boolean;
  last: boolean;
}) {
  const [x0, x1] = [`${place(before)}%`, `${place(level)}%`];
  const line = 'stroke-text';
  return (
    <svg className="absolute inset-0 size-full" aria-hidden="true">
      {[1, 2].map((limit) => {
        const x = `${(place(limit) + place(limit - 1)) / 2}%`;
        const look = limit === 1 ? 'stroke-ask-solid' : 'stroke-deny-solid';
        return <line key={limit} x1={x} x2={x} y2="100%" strokeDasharray="2 3" className={look} />;
      })}
      {!first && (
        <>
          <line x1={x0} x2={x0} y2={KNOT_PX} strokeWidth="1.5" className={line} />
          <line x1={x0} x2={x1} y1={KNOT_PX} y2={KNOT_PX} strokeWidth="1.5" className={line} />
        </>
      )}
      {!last && <line x1={x1} x2={x1} y1={KNOT_PX} y2="100%" strokeWidth="1.5" className={line} />}
      <circle
        cx={x1}
        cy={KNOT_PX}
        r="4.5"
        strokeWidth="1.5"
        className={held ? 'fill-text stroke-text' : 'fill-surface stroke-text'}
      />
    </svg>
  );
}

function Words({ step: { entry }, names }: { step: RailStep; names: Names }) {
  const { word, tone, icon } = entryWords(entry);
  const said = entrySubject(entry, names);
  const by = typeof entry.entry.approver === 'object' ? whoOf(entry, names) : '';
  return (
    <span className="flex min-w-0 flex-wrap items-start justify-between gap-x-4 gap-y-1 border-b border-line py-3">
      <span className="grid min-w-0 flex-1 basis-60 gap-0.5">
        <span className="font-mono text-small leading-6 wrap-anywhere">
          <PlainText text={said === '' ? word : said} />
        </span>
        <span className="text-small text-muted">
          <span className="md:hidden">{clockSeconds(Date.parse(entry.at))} </span>
          {by !== '' && <PlainText text={by} />}
        </span>
      </span>
      <span className="flex flex-none items-center gap-3">
        {entry.risk && <RiskMark risk={entry.risk} />}
        <Tag tone={tone} icon={icon}>
          {word}
        </Tag>
      </span>
    </span>
  );
}

/** The same as a table, for who does not want a drawing. */
export function RailTable({ steps, names }: Omit<RiskRailProps, 'onOpen'>) {
  return (
    <table className="w-full text-small">
      <caption className="sr-only">The steps of this session, oldest first.</caption>
      <thead>
        <tr>
          {['Time', 'What', 'About', 'Risk'].map((name) => (
            <th key={name} className="py-1 pr-3 text-left font-medium" scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps.map(({ entry }) => (
          <tr key={entry.index} className="border-t border-line">
            <td className="py-1 pr-3 whitespace-nowrap">{clockSeconds(Date.parse(entry.at))}</td>
            <td className="py-1 pr-3">{entryWords(entry).word}</td>
            <td className="py-1 pr-3 font-mono wrap-anywhere">
              <PlainText text={entrySubject(entry, names)} />
            </td>
            <td className="py-1">{entry.risk && <RiskMark risk={entry.risk} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
