import type { DisplayRowWire } from '@agentport/contract';
import { EscapedText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { count, fingerprint } from '../../words/count.ts';
import { rowId } from './block.ts';
import { Compared } from './Compared.tsx';
import type { Comparison } from './compared-words.ts';
import { FLAG_WORDS } from './flag-words.ts';
import { pathOf } from './path-of.ts';

interface ArgumentRowProps {
  row: DisplayRowWire;
  comparison: Comparison | undefined;
  opened: boolean;
  onOpen(): void;
}

export function ArgumentRow({ row, comparison, opened, onOpen }: ArgumentRowProps) {
  const closed = row.collapsed && !opened;
  return (
    <li
      id={rowId(row.pointer)}
      className="grid grid-cols-[11.5rem_minmax(0,1fr)] gap-x-5 px-5 py-4 max-md:grid-cols-1 max-md:px-4 max-md:py-3"
    >
      <div>
        <span className="font-mono text-small leading-6 text-muted wrap-anywhere">{pathOf(row.pointer)}</span>
        {row.title && <span className="block text-micro text-muted max-md:hidden">{row.title}</span>}
      </div>
      <div className="min-w-0">
        {closed ? <Closed row={row} onOpen={onOpen} /> : <Value row={row} />}
        <Meaning row={row} />
        <Compared row={row} comparison={comparison} />
        <Flags row={row} />
      </div>
    </li>
  );
}

function Value({ row }: { row: DisplayRowWire }) {
  const empty = row.value.length === 0;
  return (
    <>
      <div
        dir="ltr"
        className="font-mono text-[0.9375rem] leading-6 whitespace-pre-wrap wrap-anywhere [unicode-bidi:isolate] max-md:text-lead"
      >
        {empty ? (
          <span className="text-muted">{EMPTY[row.type] ?? 'empty'}</span>
        ) : (
          <EscapedText segments={row.value} markForeign={row.flags.includes('mixed_script')} />
        )}
      </div>
      {row.sha256 && (
        <p className="text-small text-muted">
          {count(row.length, 'character')}, SHA-256 <code>{fingerprint(row.sha256)}</code>
          {(row.omitted ?? 0) > 0 && (
            <strong className="text-deny">
              {' '}
              {count(row.omitted ?? 0, 'character')} left out of the middle
            </strong>
          )}
        </p>
      )}
    </>
  );
}

const EMPTY: Record<string, string> = {
  string: 'empty text',
  object: 'empty object',
  array: 'empty list',
};

/** A long value is closed so that the page stays readable; approving waits until it was opened. */
function Closed({ row, onOpen }: { row: DisplayRowWire; onOpen(): void }) {
  return (
    <div className="grid justify-items-start gap-2">
      <button className="btn btn-small" type="button" aria-expanded={false} onClick={onOpen}>
        <Icon name="chevron" className="size-4" />
        Open {count(row.length, 'character')}
      </button>
      {row.sha256 && (
        <p className="text-small text-muted">
          SHA-256 <code>{fingerprint(row.sha256)}</code>. Approving waits until you opened it.
        </p>
      )}
    </div>
  );
}

/** Texts that another screen would take for a number or a truth value. */
const AMBIGUOUS = /^(?:-?\d+(?:\.\d+)?|true|false|null)$/;

function Meaning({ row }: { row: DisplayRowWire }) {
  const [first] = row.value;
  const ambiguous = row.type === 'string' && first?.t === 'text' && AMBIGUOUS.test(first.v);
  if (!row.meaning && !ambiguous && row.sent) return null;
  return (
    <p className="text-small text-muted">
      {row.meaning && <b className="font-medium text-text">{row.meaning}</b>}
      {ambiguous && <span>{row.meaning ? ', ' : ''}sent as text</span>}
      {!row.sent && (
        <span className="block pt-1">
          <Tag icon="sealed">Checked by the gateway, not sent</Tag>
        </span>
      )}
    </p>
  );
}

function Flags({ row }: { row: DisplayRowWire }) {
  return row.flags.map((flag) => {
    const words = FLAG_WORDS[flag];
    if (!words) return null;
    const color = words.tone === 'deny' ? 'text-deny' : 'text-ask';
    return (
      <p key={flag} className="mt-2 flex gap-2 text-small">
        <Icon name="alert" className={`mt-0.5 size-4 ${color}`} />
        <span>
          <b className={`font-semibold ${color}`}>{words.title}</b> {words.text}
        </span>
      </p>
    );
  });
}
