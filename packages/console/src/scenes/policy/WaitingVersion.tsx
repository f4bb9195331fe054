import type { PolicyVersionWire } from '@agentport/contract';
import { gateway } from '../../api/gateway.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { useBar, whoMay } from '../../parts/may.ts';
import { POLICY_TOUCHES } from '../../parts/save-policy.ts';
import { Tag } from '../../parts/Tag.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ago } from '../../words/time.ts';
import { Changes, changeCounts } from './Changes.tsx';

export function WaitingVersion({ version, now }: { version: PolicyVersionWire; now: number }) {
  const params = { number: String(version.number) };
  const activate = useAct(() => gateway('activatePolicy', { params }), POLICY_TOUCHES);
  const reject = useAct(() => gateway('rejectPolicy', { params }), POLICY_TOUCHES);
  const barred = useBar('activatePolicy') !== null;
  const problem = activate.error ?? reject.error;
  const busy = activate.isPending || reject.isPending;
  return (
    <section className="panel" aria-label={`Version ${version.number}, waiting`}>
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-5 py-3 max-md:px-4">
        <h2>Version {version.number}</h2>
        <Tag tone="ask" icon="ask">
          {barred ? 'Waiting for others' : 'Waiting for you'}
        </Tag>
        <span className="ml-auto text-small text-muted">{changeCounts(version.changes)}</span>
      </div>
      <div className="grid grid-cols-1 gap-4 p-5 max-md:p-4">
        <p className="text-muted">
          Written {ago(Date.parse(version.created_at), now)} in <PlainText text={version.source} />. Until{' '}
          {barred ? `an ${whoMay('activatePolicy')} decides` : 'you decide'}, the active version holds.
        </p>
        <Changes changes={version.changes} />
        <ActProblem error={problem} title="The active version still holds." />
        <div className="flex gap-3 max-md:*:flex-1">
          <ActButton
            route="activatePolicy"
            className="btn btn-ink"
            disabled={busy}
            onClick={() => activate.mutate(undefined)}
          >
            {activate.isPending ? 'Activating…' : 'Activate'}
          </ActButton>
          <ActButton
            route="rejectPolicy"
            className="btn btn-deny"
            disabled={busy}
            onClick={() => reject.mutate(undefined)}
          >
            {reject.isPending ? 'Rejecting…' : 'Reject'}
          </ActButton>
        </div>
      </div>
    </section>
  );
}
