import type { DisplayModelWire } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { rowId } from './block.ts';
import { type Comparison, unusualWords } from './compared-words.ts';
import { FLAG_WORDS, type RowFlag } from './flag-words.ts';
import { pathOf } from './path-of.ts';

const FLAGS = Object.keys(FLAG_WORDS) as RowFlag[];

interface WarningsProps {
  display: DisplayModelWire;
  compared: readonly Comparison[];
  pending: boolean;
}

/** Every remarkable value by name, in one box above all values, so that none is missed below the fold. */
export function Warnings({ display, compared, pending }: WarningsProps) {
  const flags = FLAGS.filter((flag) => display.rows.some((row) => row.flags.includes(flag)));
  const inRows = new Set(display.rows.filter((row) => row.flags.length > 0).map((row) => row.pointer));
  const others = display.warnings.filter((warning) => !inRows.has(warning.pointer));
  const unusual = compared.filter((one) => one.unusual && one.kind !== 'left_out');
  const missing = compared.filter((one) => one.kind === 'left_out');
  if (flags.length + others.length + unusual.length + missing.length === 0) return null;
  const strongest = others.length > 0 || flags.some((flag) => FLAG_WORDS[flag]?.tone === 'deny');
  return (
    <Notice
      tone={strongest ? 'deny' : 'ask'}
      title={pending ? 'Read this before you decide.' : 'What was remarkable about it.'}
    >
      <ul className="mt-1 grid gap-1">
        {flags.map((flag) => (
          <FlagWarning key={flag} flag={flag} display={display} />
        ))}
        {unusual.length > 0 && (
          <li>
            {unusual.length === 1 ? 'One value is unusual' : `${unusual.length} values are unusual`}:{' '}
            <Pointers pointers={unusual.map(({ pointer }) => pointer)} />
          </li>
        )}
        {missing.map(({ pointer, ...one }) => (
          <li key={pointer}>
            <code className="wrap-anywhere">{pathOf(pointer)}</code> is left out.{' '}
            {unusualWords({ pointer, ...one })}
          </li>
        ))}
        {others.map((warning) => (
          <li key={warning.pointer + warning.message}>
            <PlainText text={warning.message} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function FlagWarning({ flag, display }: { flag: RowFlag; display: DisplayModelWire }) {
  const rows = display.rows.filter((row) => row.flags.includes(flag));
  const words = FLAG_WORDS[flag];
  if (!words) return null;
  return (
    <li>
      {rows.length === 1 ? words.one : `${rows.length} ${words.many}`}:{' '}
      <Pointers pointers={rows.map((row) => row.pointer)} />
    </li>
  );
}

/** The values by name, each a way to it. */
function Pointers({ pointers }: { pointers: readonly string[] }) {
  return pointers.map((pointer, index) => (
    <span key={pointer}>
      {index > 0 && ', '}
      <a className="text-text underline underline-offset-3" href={`#${rowId(pointer)}`}>
        <code className="wrap-anywhere">{pathOf(pointer)}</code>
      </a>
    </span>
  ));
}
