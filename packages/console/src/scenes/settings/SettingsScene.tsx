import { may } from '@agentport/contract/permissions';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useNow } from '../../parts/use-now.ts';
import { span } from '../../words/time.ts';
import type { SceneProps } from '../scenes.ts';
import { Channels } from './Channels.tsx';
import { Deliveries } from './Deliveries.tsx';
import { useNotifications } from './queries.ts';
import { Security } from './Security.tsx';
import { SlackPeople } from './SlackPeople.tsx';
import { ThisBrowser } from './ThisBrowser.tsx';
import { WhenTold } from './WhenTold.tsx';

/** How people hear that a request waits. One column; each section saves by itself. */
export function SettingsScene({ me }: SceneProps) {
  const now = useNow();
  const mayChange = may(me.person.role, 'settings:write');
  return (
    <>
      <PageHead title="Settings">How people hear that a request waits, and how they sign in.</PageHead>
      <div className="grid max-w-[44rem] grid-cols-1 gap-5 max-md:gap-4">
        {mayChange && <ForEverybody now={now} />}
        <ThisBrowser now={now} />
        {mayChange && <Deliveries now={now} />}
        {may(me.person.role, 'security:write') && <Security />}
      </div>
    </>
  );
}

function ForEverybody({ now }: { now: number }) {
  const read = useNotifications();
  if (read.isError) {
    return <ErrorNotice error={read.error} title="The settings could not be loaded." retry={read.refetch} />;
  }
  if (!read.data) return <Skeleton label="Loading the settings" rows={4} />;
  const { channels, settings, slack_people: linked } = read.data;
  const slack = channels.map((channel) => channel.settings).find(({ kind }) => kind === 'slack');
  return (
    <>
      <Channels channels={channels} now={now} />
      {slack?.kind === 'slack' && <SlackPeople linked={linked} team={slack.team} />}
      <WhenTold settings={settings} />
      <Panel title="Time-outs">
        <Facts
          facts={[
            ['To answer', span(read.data.approve_within_ms)],
            ['To send', `${span(read.data.execute_within_ms)} after the answer`],
          ]}
        />
        <p className="mt-3 text-small text-muted">
          Change them in agentport.yaml, under <code>approvals</code>.
        </p>
      </Panel>
    </>
  );
}
