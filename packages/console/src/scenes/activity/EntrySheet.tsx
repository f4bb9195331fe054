import type { ActivityEntryWire } from '@agentport/contract';
import { useQuery } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Facts } from '../../parts/Panel.tsx';
import { RiskMark } from '../../parts/RiskMark.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { Link } from '../../router/router.tsx';
import { entrySubject, entryWords, type Names } from '../../words/audit.ts';
import { dayAndClock } from '../../words/time.ts';
import { CallSteps } from './CallSteps.tsx';

interface EntrySheetProps {
  index: number;
  /** the entry, where the list has it already */
  known: ActivityEntryWire | undefined;
  names: Names;
  onClose(): void;
}

/** Everything the log holds about one entry, and the steps of its call. */
export function EntrySheet({ index, known, names, onClose }: EntrySheetProps) {
  const asked = useQuery({
    queryKey: ['entry', index],
    queryFn: () => gateway('readAudit', { params: { entry: String(index) } }),
    enabled: known === undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const entry = known ?? (asked.data ? { ...asked.data, risk: null } : undefined);
  return (
    <Dialog title={`Entry ${index.toLocaleString('en-GB')}`} onClose={onClose} side>
      {asked.isError && (
        <ErrorNotice error={asked.error} title="This entry could not be read." retry={asked.refetch} />
      )}
      {entry && <Detail entry={entry} names={names} />}
    </Dialog>
  );
}

function Detail({ entry, names }: { entry: ActivityEntryWire; names: Names }) {
  const { word, tone, icon } = entryWords(entry);
  return (
    <div className="grid gap-6">
      <div className="grid gap-2">
        <div className="flex flex-wrap items-center gap-3">
          <Tag tone={tone} icon={icon}>
            {word}
          </Tag>
          {entry.risk && <RiskMark risk={entry.risk} whole />}
        </div>
        <p className="font-mono text-lead wrap-anywhere">
          <PlainText text={entrySubject(entry, names)} />
        </p>
      </div>
      {entry.call_id && <CallSteps call={entry.call_id} here={entry.index} names={names} />}
      <section className="grid gap-3" aria-labelledby="about-entry">
        <h3 id="about-entry">What the log holds</h3>
        <Facts facts={factsOf(entry, names)} />
      </section>
      <details className="group">
        <summary className="text-small text-muted hover:text-text">Every member, as it was hashed</summary>
        <pre className="mt-3 rounded-control bg-sunken p-3 font-mono text-micro whitespace-pre-wrap wrap-anywhere">
          <PlainText text={JSON.stringify(entry.entry, null, 2)} />
        </pre>
      </details>
    </div>
  );
}

type Fact = readonly [string, React.ReactNode];

function factsOf(entry: ActivityEntryWire, names: Names): Fact[] {
  const said = entry.entry;
  const text = (member: string) => {
    const value = said[member];
    return typeof value === 'string' || typeof value === 'number' ? <PlainText text={String(value)} /> : null;
  };
  const named = (member: string) => {
    const value = said[member];
    return typeof value === 'string' ? <PlainText text={names.get(value) ?? value} /> : null;
  };
  const code = (member: string) => {
    const value = said[member];
    return typeof value === 'string' ? <code>{value}</code> : null;
  };
  const reasons = Array.isArray(said.reasons) ? said.reasons.map(reasonWords).join(', ') : null;
  return [
    ['When', dayAndClock(Date.parse(entry.at))],
    ['By', named('actor')],
    ['Agent', said.agent === said.actor ? null : named('agent')],
    ['Why', reasons && <PlainText text={reasons} />],
    ['Problem', problemOf(said.details)],
    ['Answer', said.status ? `The service answered ${String(said.status)}` : null],
    ['From', text('requester_address')],
    ['Request', approvalLink(said.approval)],
    ['Session', sessionLink(said)],
    ['Call', entry.call_id && <CallLink call={entry.call_id} />],
    ['Policy', said.policy_version ? `Version ${String(said.policy_version)}` : null],
    ['Action', code('action_sha256')],
    ['Seen', code('display_sha256')],
    ['Leaf', <code key="leaf">{entry.leaf_hash}</code>],
  ];
}

function reasonWords(code: unknown): string {
  return String(code).replaceAll('_', ' ');
}

function problemOf(details: unknown): React.ReactNode {
  const problem = (details as { problem?: unknown } | null | undefined)?.problem;
  return typeof problem === 'string' ? <PlainText text={reasonWords(problem)} /> : null;
}

function approvalLink(approval: unknown): React.ReactNode {
  if (typeof approval !== 'string') return null;
  return (
    <Link className="link" to={`/approvals/${encodeURIComponent(approval)}`}>
      Open what was asked
    </Link>
  );
}

function sessionLink({ agent, session }: ActivityEntryWire['entry']): React.ReactNode {
  if (typeof session !== 'string' || typeof agent !== 'string') return null;
  return (
    <Link
      className="link"
      to={`/activity/sessions/${encodeURIComponent(agent)}/${encodeURIComponent(session)}`}
    >
      <PlainText text={session} />
    </Link>
  );
}

function CallLink({ call }: { call: string }) {
  return (
    <Link className="link" to={`/activity?call=${encodeURIComponent(call)}`}>
      <PlainText text={call} />
    </Link>
  );
}
