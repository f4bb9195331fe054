import type { RouteReply } from '@agentport/contract';
import { useApproval } from '../../api/queries.ts';
import { EffectTag } from '../../parts/EffectTag.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StateTag } from '../../parts/StateTag.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { Link } from '../../router/router.tsx';
import { type Played, readPlayed } from './played.ts';

interface PlayedCallProps {
  played: RouteReply<'playCall'>;
  onAgain(): void;
}

/** What an agent would have been answered, and the way on. */
export function PlayedCall({ played, onAgain }: PlayedCallProps) {
  const read = readPlayed(played);
  switch (read.kind) {
    case 'released':
      return <Released read={read} />;
    case 'pending':
      return <Pending read={read} onAgain={onAgain} />;
    case 'refused':
      return <Refused read={read} status={played.status} />;
  }
}

function Released({ read }: { read: Extract<Played, { kind: 'released' }> }) {
  return (
    <Panel title="It was really sent" end={<InLog call={read.call} />}>
      <div className="flex flex-wrap items-center gap-3">
        <EffectTag effect="allow" />
        <p className="text-lead">
          {read.replayed ? 'This is the answer of the call that was approved.' : 'The service answered.'}
        </p>
      </div>
      <p className="mt-4 mb-2 text-small text-muted">
        As the agent gets it: what the policy hides is hidden here too.
      </p>
      <Json value={read.result} />
    </Panel>
  );
}

/** Moves along by itself while somebody decides. */
function Pending({ read, onAgain }: { read: Extract<Played, { kind: 'pending' }>; onAgain(): void }) {
  const approval = useApproval(read.approval).data;
  const waits = approval === undefined || ['pending', 'approved', 'executing'].includes(approval.state);
  return (
    <Panel title={waits ? 'It waits for a person' : 'It was decided'} end={<InLog call={read.call} />}>
      <div className="flex flex-wrap items-center gap-3">
        {approval ? <StateTag state={approval.state} /> : <EffectTag effect="ask" />}
        <p className="text-lead">
          {waits
            ? 'Nothing is sent before somebody approves it.'
            : 'The agent can collect what became of it.'}
        </p>
      </div>
      <div className="mt-5 flex flex-wrap gap-3 max-md:*:flex-1">
        <Link
          className={`btn ${waits ? 'btn-ink' : ''}`}
          to={`/approvals/${encodeURIComponent(read.approval)}`}
        >
          Open the request
        </Link>
        {!waits && (
          <button className="btn btn-ink" type="button" onClick={onAgain}>
            Collect the answer
          </button>
        )}
      </div>
    </Panel>
  );
}

function Refused({ read, status }: { read: Extract<Played, { kind: 'refused' }>; status: number }) {
  const unknown = read.code === 'outcome_unknown';
  return (
    <Panel
      title={unknown ? 'Nobody knows whether it happened' : 'It was not done'}
      end={<code>{status}</code>}
    >
      <div className="flex flex-wrap items-center gap-3">
        {unknown ? (
          <Tag tone="unknown" icon="unknown">
            Unknown
          </Tag>
        ) : (
          <EffectTag effect="deny" />
        )}
        <p className="min-w-0 flex-1 text-lead wrap-anywhere">
          <PlainText text={read.message} />
        </p>
      </div>
      <p className="mt-3 text-small">
        <code className="text-muted select-all">{read.code}</code>
      </p>
      {read.details !== null && (
        <div className="mt-4">
          <Json value={read.details} />
        </div>
      )}
    </Panel>
  );
}

function InLog({ call }: { call: string }) {
  if (call === '') return null;
  return (
    <Link className="link" to={`/activity?call=${encodeURIComponent(call)}`}>
      In the log
    </Link>
  );
}

/** Every character that hides or turns the others is shown as its code. */
function Json({ value }: { value: unknown }) {
  return (
    <pre className="rounded-control border border-line bg-sunken px-4 py-3 font-mono text-small whitespace-pre-wrap wrap-anywhere">
      {JSON.stringify(value ?? null, null, 2)
        .split('\n')
        .map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, which never move
          <span key={at} className="block">
            <PlainText text={line} />
          </span>
        ))}
    </pre>
  );
}
