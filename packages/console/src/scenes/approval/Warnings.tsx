import type { DisplayModelWire } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { FLAG_WORDS, type RowFlag } from './flag-words.ts';
import { pathOf } from './path-of.ts';

/** Every remarkable value by name, above all values, so that none is missed below the fold. */
export function Warnings({ display }: { display: DisplayModelWire }) {
  const flags = Object.keys(FLAG_WORDS) as RowFlag[];
  const inRows = new Set(display.rows.filter((row) => row.flags.length > 0).map((row) => row.pointer));
  const others = display.warnings.filter((warning) => !inRows.has(warning.pointer));
  return (
    <>
      {flags.map((flag) => (
        <FlagWarning key={flag} flag={flag} display={display} />
      ))}
      {others.map((warning) => (
        <Notice key={warning.pointer + warning.message} tone="deny">
          <PlainText text={warning.message} />
        </Notice>
      ))}
    </>
  );
}

function FlagWarning({ flag, display }: { flag: RowFlag; display: DisplayModelWire }) {
  const words = FLAG_WORDS[flag];
  const rows = display.rows.filter((row) => row.flags.includes(flag));
  if (!words || rows.length === 0) return null;
  return (
    <Notice tone={words.tone} title={rows.length === 1 ? words.one : `${rows.length} ${lower(words.many)}`}>
      Read{' '}
      {rows.map((row, index) => (
        <span key={row.pointer}>
          {index > 0 && ', '}
          <code className="wrap-anywhere">{pathOf(row.pointer)}</code>
        </span>
      ))}{' '}
      before you decide.
    </Notice>
  );
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
