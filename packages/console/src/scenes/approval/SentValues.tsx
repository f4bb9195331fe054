import type { DisplayModelWire } from '@agentport/contract';
import { EscapedText, PlainText } from '../../parts/EscapedText.tsx';
import { useNow } from '../../parts/use-now.ts';
import { count } from '../../words/count.ts';
import type { CallState } from '../../words/states.ts';
import { ago } from '../../words/time.ts';
import { ArgumentRow } from './ArgumentRow.tsx';
import type { Comparison } from './compared-words.ts';
import { WireDetails } from './WireDetails.tsx';

interface SentValuesProps {
  state: CallState;
  display: DisplayModelWire;
  compared: readonly Comparison[];
  opened: ReadonlySet<string>;
  onOpen(pointer: string): void;
}

const WILL = 'Exactly what will be sent';
const WAS = 'Exactly what was sent';

/** Where nothing certainly left, the page speaks of what was asked. */
const SENT: Partial<Record<CallState, string>> = {
  pending: WILL,
  approved: WILL,
  executing: WILL,
  succeeded: WAS,
  outcome_unknown: WAS,
  reconciled_succeeded: WAS,
};

/** Method, place and every value in the order in which it is sent. Objects show as their members. */
export function SentValues({ state, display, compared, opened, onOpen }: SentValuesProps) {
  const rows = display.rows.filter((row) => !isContainer(row.type) || row.length === 0);
  const sent = rows.filter((row) => row.sent).length;
  const omitted = display.rows_omitted ?? 0;
  return (
    <section className="panel" aria-labelledby="sent">
      <div className="flex min-h-12 items-center gap-3 border-b border-line px-5 py-3 max-md:px-4">
        <h2 id="sent">{SENT[state] ?? 'Exactly what was asked'}</h2>
        <span className={`ml-auto text-small max-md:hidden ${omitted > 0 ? 'text-deny' : 'text-muted'}`}>
          {sent > 0 && `${count(sent, 'value')}, `}
          {omitted > 0 ? `${omitted} left out` : 'nothing left out'}
        </span>
      </div>
      <p className="flex items-baseline gap-3 border-b border-line bg-sunken px-5 py-3 font-mono text-small wrap-anywhere max-md:px-4">
        <span className="flex-none font-bold">{display.method}</span>
        <span className="min-w-0">
          <EscapedText segments={display.url} />
          {display.tool && (
            <>
              {' '}
              <span className="text-muted">tool</span> <EscapedText segments={display.tool} />
            </>
          )}
        </span>
      </p>
      <ul className="rows">
        {rows.map((row) => (
          <ArgumentRow
            key={row.pointer}
            row={row}
            comparison={compared.find(({ pointer }) => pointer === row.pointer)}
            opened={opened.has(row.pointer)}
            onOpen={() => onOpen(row.pointer)}
          />
        ))}
        {rows.length === 0 && (
          <li className="px-5 py-4 text-muted max-md:px-4">It is sent without any value.</li>
        )}
      </ul>
      <Lookups lookups={display.lookups} service={display.integration_title} />
      <WireDetails display={display} />
    </section>
  );
}

function isContainer(type: string): boolean {
  return type === 'object' || type === 'array';
}

/** What the gateway read from the service to explain the values. It is not sent. */
function Lookups({ lookups, service }: { lookups: DisplayModelWire['lookups']; service: string }) {
  const now = useNow();
  if (lookups.length === 0) return null;
  const oldest = Math.min(...lookups.map(({ at }) => Date.parse(at)));
  return (
    <div className="border-t border-line bg-sunken px-5 py-3 text-small max-md:px-4">
      <ul className="grid gap-1">
        {lookups.map(({ label, value }) => (
          <li key={label} className="wrap-anywhere">
            <span className="text-muted">
              <PlainText text={label} />:
            </span>{' '}
            <b className="font-medium">
              <EscapedText segments={value} />
            </b>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-muted">
        Read from <PlainText text={service} /> {ago(oldest, now)}, not sent.
      </p>
    </div>
  );
}
