import type { AgentWire, ConnectionWire, OverviewWire } from '@agentport/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useLive } from '../../api/live.ts';
import { useAgents, useConnections } from '../../api/queries.ts';
import { serverNow } from '../../api/server-clock.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { LaneChart } from '../../parts/LaneChart.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { clock } from '../../words/time.ts';
import { useNames } from '../activity/use-names.ts';
import type { SceneProps } from '../scenes.ts';
import { barTicks, barTimes } from './bars.ts';
import { FirstDay } from './FirstDay.tsx';
import { MostDenied } from './MostDenied.tsx';
import { Readings } from './Readings.tsx';
import { ThingsToDo } from './ThingsToDo.tsx';
import { Trouble } from './Trouble.tsx';
import { useThingsToDo } from './use-things-to-do.ts';

const SPANS = [
  ['24', '24 h', 'Last 24 hours'],
  ['168', '7 days', 'Last 7 days'],
  ['720', '30 days', 'Last 30 days'],
] as const;
type Span = (typeof SPANS)[number][0];

const SLOW_MS = 60_000;
const FAST_MS = 10_000;
const COUNTING_MS = 1_000;

/** What a person must do first, then how the day goes. */
export function OverviewScene({ me }: SceneProps) {
  const [span, setSpan] = useState<Span>('24');
  const live = useLive();
  const overview = useQuery({
    queryKey: ['overview', span],
    queryFn: () => gateway('overview', { query: { hours: span } }),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => {
      if (state.data?.whole === false) return COUNTING_MS;
      return live ? SLOW_MS : FAST_MS;
    },
  });
  const names = useNames(me);
  const todo = useThingsToDo(me);
  const agents = useAgents().data?.items;
  const connections = useConnections().data?.items;
  const figures = overview.data;
  const calls = figures ? totalOf(figures) : null;
  const firstDay = calls === 0 && isFirstDay(agents, connections);
  const words = SPANS.find(([name]) => name === span)?.[2] ?? '';
  return (
    <>
      <PageHead
        title={titleOf(todo.things.length, todo.ready)}
        windowTitle="Overview"
        actions={
          <fieldset className="seg max-md:w-full">
            <legend className="sr-only">Time shown</legend>
            {SPANS.map(([name, short]) => (
              <button key={name} type="button" aria-pressed={name === span} onClick={() => setSpan(name)}>
                {short}
              </button>
            ))}
          </fieldset>
        }
      >
        {todo.policy === null ? words : `Everything else runs inside policy ${todo.policy}. ${words}`}
        {overview.dataUpdatedAt > 0 && `, until ${clock(overview.dataUpdatedAt)}.`}
      </PageHead>
      <div className="grid grid-cols-1 gap-5 max-md:gap-4">
        {firstDay && (
          <FirstDay connected={(connections ?? []).length > 0} agent={(agents ?? []).length > 0} />
        )}
        <ThingsToDo things={todo.things} />
        {overview.isError && !figures && (
          <ErrorNotice
            error={overview.error}
            title="The figures could not be read."
            retry={overview.refetch}
          />
        )}
        {overview.isPending && <Skeleton label="Loading the figures" rows={5} />}
        {figures && !figures.whole && (
          <Notice icon="clock" title="Still counting.">
            The figures below grow until the whole log is counted.
          </Notice>
        )}
        {figures && !firstDay && <Figures figures={figures} names={names} words={words} />}
      </div>
    </>
  );
}

interface FiguresProps {
  figures: OverviewWire;
  names: ReadonlyMap<string, string>;
  words: string;
}

function Figures({ figures, names, words }: FiguresProps) {
  const { lanes } = figures;
  const perHour = figures.bucket_s === 3_600;
  return (
    <>
      <Panel
        title={
          perHour
            ? 'Decisions per hour'
            : figures.bucket_s === 86_400
              ? 'Decisions per day'
              : 'Decisions in six hours'
        }
        end="Each lane has its own scale"
        flush
      >
        <LaneChart
          label={`Decisions, ${words.toLowerCase()}.`}
          times={barTimes(figures)}
          ticks={barTicks(figures)}
          lanes={[
            { name: 'Allowed', look: 'allow', counts: lanes.allowed },
            { name: 'Asked', look: 'ask', counts: lanes.asked },
            { name: 'Denied', look: 'deny', counts: lanes.denied },
            { name: 'Unknown', look: 'unknown', counts: lanes.unknown },
          ]}
        />
      </Panel>
      <Readings figures={figures} />
      <div className="grid grid-cols-2 items-start gap-5 max-lg:grid-cols-1 max-md:gap-4">
        <MostDenied rows={figures.most_denied} names={names} />
        <Trouble rows={figures.trouble} names={names} />
      </div>
    </>
  );
}

const DAY_MS = 86_400_000;

/** Nothing is connected yet, or every agent is so new that no call is no news. */
function isFirstDay(
  agents: readonly AgentWire[] | undefined,
  connections: readonly ConnectionWire[] | undefined,
): boolean {
  if (!agents || !connections) return false;
  if (agents.length === 0 || connections.length === 0) return true;
  return agents.every(({ created_at }) => Date.parse(created_at) > serverNow() - DAY_MS);
}

function totalOf({ lanes }: OverviewWire): number {
  return [...lanes.allowed, ...lanes.asked, ...lanes.denied].reduce((sum, n) => sum + n, 0);
}

function titleOf(things: number, ready: boolean): string {
  if (!ready) return 'Overview';
  if (things === 0) return 'Nothing needs a person';
  return things === 1 ? '1 thing needs a person' : `${things} things need a person`;
}
