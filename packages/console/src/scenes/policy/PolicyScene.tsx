import { usePolicyPages } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { LookOnly } from '../../parts/LookOnly.tsx';
import { useBar } from '../../parts/may.ts';
import { PageHead } from '../../parts/PageHead.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useNow } from '../../parts/use-now.ts';
import { ActivePolicy } from './ActivePolicy.tsx';
import { VersionRow } from './VersionRow.tsx';
import { WaitingVersion } from './WaitingVersion.tsx';

/** Versions of what agents may do. A loosening waits here until a person activates it. */
export function PolicyScene() {
  const versions = usePolicyPages();
  const now = useNow();
  const items = versions.data?.pages.flatMap((page) => page.items) ?? [];
  const waiting = items.filter((version) => version.status === 'pending');
  const settled = items.filter((version) => version.status !== 'pending');
  const others = useBar('activatePolicy') !== null;
  const title = waiting.length === 0 ? 'Policy' : `A new policy waits${others ? '' : ' for you'}`;
  return (
    <>
      <PageHead title={title} windowTitle="Policy">
        Tightening applies at once. Loosening waits until a person activates it.
      </PageHead>
      <LookOnly route="proposePolicy" />
      <div className="grid grid-cols-1 gap-5 max-md:gap-4">
        {versions.isError && (
          <ErrorNotice
            error={versions.error}
            title="The policy could not be loaded."
            retry={versions.refetch}
          />
        )}
        {versions.isPending && <Skeleton label="Loading the policy" />}
        {versions.data && items.length === 0 && (
          <Empty icon="policy" title="No policy yet.">
            Write agentport.yaml; its first version is taken when the gateway starts.
          </Empty>
        )}
        {waiting.map((version) => (
          <WaitingVersion key={version.number} version={version} now={now} />
        ))}
        <ActivePolicy />
        {settled.length > 0 && (
          <Panel title="Versions" flush>
            <ul className="rows">
              {settled.map((version) => (
                <VersionRow key={version.number} version={version} now={now} />
              ))}
            </ul>
          </Panel>
        )}
        {versions.hasNextPage && (
          <button
            className="btn justify-self-start"
            type="button"
            disabled={versions.isFetchingNextPage}
            onClick={() => void versions.fetchNextPage()}
          >
            {versions.isFetchingNextPage ? 'Loading…' : 'Show older versions'}
          </button>
        )}
      </div>
    </>
  );
}
