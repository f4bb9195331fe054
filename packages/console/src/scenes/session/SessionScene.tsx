import type { SessionWire } from '@agentport/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useAgent } from '../../api/queries.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { Link } from '../../router/router.tsx';
import type { Names } from '../../words/audit.ts';
import { count } from '../../words/count.ts';
import { clock, day, span } from '../../words/time.ts';
import { EntrySheet } from '../activity/EntrySheet.tsx';
import { ExportMenu } from '../activity/ExportMenu.tsx';
import { useNames } from '../activity/use-names.ts';
import { StopOrStart } from '../agents/StopOrStart.tsx';
import type { SceneProps } from '../scenes.ts';
import { RailTable, RiskRail } from './RiskRail.tsx';
import { type RailStep, railOf, shownSteps } from './rail.ts';
import { SessionRisk } from './SessionRisk.tsx';

const PAGE = 100;

/** One session of an agent, step by step. */
export function SessionScene({ me, params }: SceneProps) {
  const { agent = '', session = '' } = params;
  const names = useNames(me);
  const [open, setOpen] = useState<number | null>(null);
  const pages = useInfiniteQuery({
    queryKey: ['sessions', agent, session],
    queryFn: ({ pageParam }) =>
      gateway('readSession', {
        params: { agent, session },
        query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.entries.next,
  });
  const seen = pages.data?.pages[0]?.session;
  if (!seen) {
    return (
      <>
        <PageHead title="Session" />
        {pages.isError ? (
          <ErrorNotice error={pages.error} title="This session could not be read." retry={pages.refetch} />
        ) : (
          <Skeleton label="Loading the session" rows={6} />
        )}
      </>
    );
  }
  const entries = pages.data?.pages.flatMap((page) => page.entries.items).toReversed() ?? [];
  const steps = railOf(shownSteps(entries));
  return (
    <>
      <PageHead
        title={titleOf(seen, names)}
        windowTitle="Session"
        actions={
          <>
            <StopItsAgent id={seen.agent} />
            <ExportMenu query={{ agent, session }} filtered />
          </>
        }
      >
        {sentenceOf(seen)}
      </PageHead>
      <SessionRisk risk={seen.risk} />
      <div className="mt-6 grid grid-cols-[minmax(0,1fr)_18.5rem] items-start gap-6 max-lg:grid-cols-1 max-md:mt-4 max-md:gap-4">
        <Panel title="Step by step" end="Risk of what was asked" flush>
          {pages.hasNextPage && (
            <p className="border-b border-line px-5 py-3 max-md:px-4">
              <button
                className="btn btn-small"
                type="button"
                disabled={pages.isFetchingNextPage}
                onClick={() => void pages.fetchNextPage()}
              >
                {pages.isFetchingNextPage ? 'Loading…' : 'Show earlier steps'}
              </button>
            </p>
          )}
          <RiskRail steps={steps} names={names} onOpen={setOpen} />
          <details className="group">
            <summary className="flex min-h-11 items-center gap-2 px-5 text-small text-muted hover:text-text max-md:px-4">
              <Icon name="chevron" className="size-4 transition-transform group-open:rotate-90" />
              Show as a table
            </summary>
            <div className="px-5 pb-4 max-md:px-4">
              <RailTable steps={steps} names={names} />
            </div>
          </details>
        </Panel>
        <Around session={seen} steps={steps} names={names} />
      </div>
      {open !== null && (
        <EntrySheet
          key={open}
          index={open}
          known={entries.find(({ index }) => index === open)}
          names={names}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

/** What is wrong in a session is ended at its agent. */
function StopItsAgent({ id }: { id: string }) {
  const agent = useAgent(id).data;
  return agent ? <StopOrStart agent={agent} words="Stop this agent…" /> : null;
}

function Around({
  session,
  steps,
  names,
}: {
  session: SessionWire;
  steps: readonly RailStep[];
  names: Names;
}) {
  const touched = new Set(steps.flatMap(({ entry }) => text(entry.entry.connection) ?? []));
  return (
    <div className="grid grid-cols-1 gap-5 max-md:gap-4">
      <Panel title="How it was decided">
        <Facts
          facts={[
            ['Allowed', count(session.allowed, 'call')],
            ['Asked', count(session.asked, 'call')],
            ['Denied', count(session.denied, 'call')],
            ['Failed', session.failed === 0 ? null : count(session.failed, 'call')],
            ['Unknown', session.unknown === 0 ? null : count(session.unknown, 'outcome')],
            [
              'Touched',
              touched.size === 0 ? (
                'Nothing'
              ) : (
                <PlainText key="touched" text={[...touched].map((id) => names.get(id) ?? id).join(', ')} />
              ),
            ],
          ]}
        />
      </Panel>
      <Panel title="Proof">
        <Facts
          facts={[
            [
              'Log entries',
              `${session.first_index.toLocaleString('en-GB')} to ${session.last_index.toLocaleString('en-GB')}`,
            ],
            ['Session', <PlainText key="session" text={session.session} />],
            [
              'Agent',
              <Link key="agent" className="link" to={`/activity?agent=${encodeURIComponent(session.agent)}`}>
                All its entries
              </Link>,
            ],
          ]}
        />
      </Panel>
    </div>
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function titleOf({ agent, started_at, last_at }: SessionWire, names: Names): string {
  const [from, last] = [Date.parse(started_at), Date.parse(last_at)];
  const name = names.get(agent) ?? agent;
  return `${name}, ${day(from) === day(Date.now()) ? '' : `${day(from)}, `}${clock(from)} to ${clock(last)}`;
}

function sentenceOf({ allowed, asked, denied, started_at, last_at }: SessionWire): string {
  const calls = allowed + asked + denied;
  const length = span(Date.parse(last_at) - Date.parse(started_at));
  const what = [asked > 0 && `${asked} asked`, denied > 0 && `${denied} denied`].filter(Boolean).join(', ');
  return `${count(calls, 'call')} in ${length}${what === '' ? ', all allowed' : `, ${what}`}.`;
}
