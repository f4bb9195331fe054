import type { ConnectionWire, ToolChangesWire } from '@agentport/contract';
import { gateway } from '../../api/gateway.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useAct } from '../../parts/use-act.ts';

/** The tools of an MCP server are pinned: what the server says later counts only once a person listed it anew. */
export function ToolList({ connection }: { connection: ConnectionWire }) {
  const refresh = useAct(
    () => gateway('refreshTools', { params: { name: connection.name } }),
    ['connections', 'tiers', 'audit'],
  );
  return (
    <Panel title="Tools of the server">
      <p className="text-muted">
        They are pinned as they were listed. A tool that changes by itself cannot be called any more.
      </p>
      <p className="mt-4">
        <ActButton
          route="refreshTools"
          className="btn"
          disabled={refresh.isPending}
          onClick={() => refresh.mutate(undefined)}
        >
          {refresh.isPending ? 'Listing…' : 'Refresh tools'}
        </ActButton>
      </p>
      <div className="mt-4 empty:hidden">
        <ActProblem error={refresh.error} title="The tools are as they were." />
      </div>
      {refresh.data && <Changed changes={refresh.data} />}
    </Panel>
  );
}

function Changed({ changes }: { changes: ToolChangesWire }) {
  const groups: (readonly [string, readonly string[]])[] = [
    ['New', changes.added],
    ['Changed', changes.changed],
    ['Gone', changes.removed],
    ['Refused', changes.refused.map(({ tool, message }) => `${tool}: ${message}`)],
    ['Hidden characters in their texts', changes.flagged],
  ];
  const some = groups.filter(([, tools]) => tools.length > 0);
  if (some.length === 0) {
    return (
      <p className="mt-4" role="status">
        Nothing changed.
      </p>
    );
  }
  return (
    <dl className="mt-4 grid gap-3 text-small">
      {some.map(([title, tools]) => (
        <div key={title}>
          <dt className="font-medium">{title}</dt>
          <dd className="text-muted wrap-anywhere">
            <PlainText text={tools.join(', ')} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
