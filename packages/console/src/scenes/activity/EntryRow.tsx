import type { AuditEntryWire } from '@agentport/contract';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Facts } from '../../parts/Panel.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { Link } from '../../router/router.tsx';
import { entrySubject, entryWords, type Names } from '../../words/audit.ts';
import { ago, dayAndClock } from '../../words/time.ts';

export function EntryRow({ entry, names, now }: { entry: AuditEntryWire; names: Names; now: number }) {
  const { word, tone, icon } = entryWords(entry);
  const at = Date.parse(entry.at);
  return (
    <li>
      <details className="group">
        <summary className="grid min-h-13 grid-cols-[12rem_minmax(0,1fr)_auto_auto] items-center gap-x-4 gap-y-1 px-5 py-2.5 hover:bg-hover max-md:grid-cols-[minmax(0,1fr)_auto_auto] max-md:px-4">
          <span className="flex">
            <Tag tone={tone} icon={icon}>
              {word}
            </Tag>
          </span>
          <span className="min-w-0 truncate max-md:col-span-3 max-md:row-start-2 max-md:text-small">
            <PlainText text={entrySubject(entry, names)} />
          </span>
          <time className="text-small whitespace-nowrap text-muted" dateTime={entry.at}>
            {ago(at, now)}
          </time>
          <Icon
            name="chevron"
            className="size-4 text-line-strong transition-transform group-open:rotate-90"
          />
        </summary>
        <Detail entry={entry} at={at} />
      </details>
    </li>
  );
}

function Detail({ entry, at }: { entry: AuditEntryWire; at: number }) {
  const approval = entry.entry.approval;
  return (
    <div className="grid gap-4 border-t border-line bg-sunken px-5 py-4 max-md:px-4">
      <Facts
        facts={[
          ['Entry', `${entry.index}, ${dayAndClock(at)}`],
          ['Kind', <code key="kind">{entry.kind}</code>],
          [
            'Call',
            entry.call_id && (
              <Link key="call" className="link" to={`/activity?call=${encodeURIComponent(entry.call_id)}`}>
                {entry.call_id}
              </Link>
            ),
          ],
          [
            'Request',
            typeof approval === 'string' ? (
              <Link key="approval" className="link" to={`/approvals/${encodeURIComponent(approval)}`}>
                <PlainText text={approval} />
              </Link>
            ) : null,
          ],
          ['Leaf', <code key="leaf">{entry.leaf_hash}</code>],
        ]}
      />
      {/* A JSON text cannot scroll sideways on a phone without losing its end: it wraps. */}
      <pre className="font-mono text-small whitespace-pre-wrap wrap-anywhere">
        <EntryLines entry={entry.entry} />
      </pre>
    </div>
  );
}

function EntryLines({ entry }: { entry: AuditEntryWire['entry'] }) {
  return Object.entries(entry).map(([name, value]) => (
    <span key={name} className="block">
      <span className="text-muted">{name}</span>{' '}
      <PlainText text={typeof value === 'string' ? value : JSON.stringify(value)} />
    </span>
  ));
}
