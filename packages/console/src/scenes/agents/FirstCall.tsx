import type { AgentWire } from '@agentport/contract';
import { useCallsOf } from '../../api/queries.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { useNow } from '../../parts/use-now.ts';
import { Link } from '../../router/router.tsx';
import { stateMark } from '../../words/states.ts';
import { ago } from '../../words/time.ts';

/** Turns by itself when the agent asks for the first time. */
export function FirstCall({ agent }: { agent: AgentWire }) {
  const calls = useCallsOf(agent.id);
  const now = useNow();
  if (calls.isError) {
    return <ErrorNotice error={calls.error} title="Nobody knows whether it asked." retry={calls.refetch} />;
  }
  const last = calls.data?.items[0];
  return (
    <div aria-live="polite">
      {last ? (
        <Notice tone="allow" icon="allow" title="It is connected.">
          <code>
            {last.connection}.{last.operation}
          </code>{' '}
          {ago(Date.parse(last.created_at), now)}: {stateMark(last.state).word.toLowerCase()}.{' '}
          {last.approval_id && (
            <Link to={`/approvals/${last.approval_id}`} className="link">
              Look at the request
            </Link>
          )}
        </Notice>
      ) : (
        <p className="flex items-start gap-3 rounded-control border border-dashed border-line-strong px-4 py-3 text-muted">
          <Icon name="clock" className="mt-0.5 size-4.5" />
          <span>
            <strong className="font-semibold text-text">Waiting for the first call of {agent.name}…</strong>{' '}
            Ask it, for example, what it can do with one of its connections.
          </span>
        </p>
      )}
    </div>
  );
}
