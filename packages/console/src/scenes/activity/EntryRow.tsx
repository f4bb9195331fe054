import type { ActivityEntryWire } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { RiskMark } from '../../parts/RiskMark.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { entrySubject, entryWords, type Names, whoOf } from '../../words/audit.ts';
import { clockSeconds, day } from '../../words/time.ts';

const DAY_MS = 86_400_000;

interface EntryRowProps {
  entry: ActivityEntryWire;
  names: Names;
  now: number;
  open: boolean;
  onOpen(): void;
}

/** One entry in one line: when, what, about what, by whom. The whole row opens it. */
export function EntryRow({ entry, names, now, open, onOpen }: EntryRowProps) {
  const { word, tone, icon } = entryWords(entry);
  const at = Date.parse(entry.at);
  const subject = entrySubject(entry, names);
  const who = whoOf(entry, names);
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-expanded={open}
      onClick={onOpen}
      className="grid min-h-11 w-full grid-cols-[5rem_11rem_minmax(0,1fr)_minmax(0,10rem)_5.5rem] items-center gap-x-4 px-5 py-2 text-left hover:bg-hover aria-expanded:bg-hover max-lg:grid-cols-[5rem_11rem_minmax(0,1fr)_5.5rem] max-md:min-h-17 max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-y-1 max-md:px-4"
    >
      <time
        className="text-small whitespace-nowrap text-muted max-md:col-start-2 max-md:row-start-1 max-md:justify-self-end"
        dateTime={entry.at}
      >
        {now - at < DAY_MS ? clockSeconds(at) : day(at)}
      </time>
      <span className="flex max-md:col-start-1 max-md:row-start-1">
        <Tag tone={tone} icon={icon}>
          {word}
        </Tag>
      </span>
      <span className="min-w-0 truncate">
        <span className="font-mono text-small">
          <PlainText text={subject} />
        </span>
        <span className="ml-3 text-small text-muted lg:hidden max-md:ml-2">
          <PlainText text={who} />
        </span>
      </span>
      <span className="min-w-0 truncate text-small text-muted max-lg:hidden">
        <PlainText text={who} />
      </span>
      <span className="justify-self-end">{entry.risk && <RiskMark risk={entry.risk} />}</span>
    </button>
  );
}
