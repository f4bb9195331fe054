import type { DisplayRowWire } from '@agentport/contract';
import { EscapedText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { type Comparison, rangeWords, unusualWords, usualWords } from './compared-words.ts';
import { TickStrip } from './TickStrip.tsx';

/** How a value stands among the last approved ones: a quiet line, or a mark that says against what. */
export function Compared({ row, comparison }: { row: DisplayRowWire; comparison: Comparison | undefined }) {
  if (!comparison) return null;
  const usual = usualWords(comparison);
  if (usual !== null) return <p className="text-small text-muted">{usual}</p>;
  return (
    <div className="mt-2 text-small">
      <p className="flex gap-2">
        <Icon name="alert" className="mt-0.5 size-4 text-ask" />
        <span>
          <b className="font-semibold text-ask">Unusual.</b> {unusualWords(comparison)}
          {comparison.kind === 'text' && (
            <>
              {' '}
              <code className="wrap-anywhere">
                <EscapedText segments={comparison.usual} />
              </code>
              .
            </>
          )}
        </span>
      </p>
      {comparison.kind === 'number' && <Strip row={row} comparison={comparison} />}
    </div>
  );
}

type Numbers = Extract<Comparison, { kind: 'number' }>;

function Strip({ row, comparison }: { row: DisplayRowWire; comparison: Numbers }) {
  const [first] = row.value;
  const sent = first?.t === 'text' ? first.v : '';
  const here = row.meaning ?? sent;
  const last = `Last ${comparison.earlier.length}: ${rangeWords(comparison)}`;
  return (
    <figure className="max-w-100">
      <TickStrip earlier={comparison.earlier} value={Number(sent)} label={`${last}. This one: ${here}.`} />
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-micro text-muted" aria-hidden="true">
        <span>{last}</span>
        <b className="font-semibold text-ask">This one: {here}</b>
      </figcaption>
    </figure>
  );
}
