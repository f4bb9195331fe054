import { may } from '@agentport/contract/permissions';
import type { ReactNode } from 'react';
import { CopyBox } from '../../parts/CopyBox.tsx';
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

/** How people are reached and sign in. One column; each section saves by itself. */
export function SettingsScene({ me }: SceneProps) {
  const now = useNow();
  const mayChange = may(me.person.role, 'settings:write');
  const mayChangeSignIn = may(me.person.role, 'security:write');
  return (
    <>
      <PageHead title="Settings">How people hear that a request waits, and how they sign in.</PageHead>
      <div className="grid grid-cols-[minmax(0,44rem)_minmax(0,1fr)] items-start gap-x-10 max-lg:grid-cols-1">
        <div className="grid grid-cols-1 gap-5 max-md:gap-4">
          {mayChange && <ForEverybody now={now} />}
          <Section id="browser">
            <ThisBrowser now={now} />
          </Section>
          {mayChange && (
            <Section id="messages">
              <Deliveries now={now} />
            </Section>
          )}
          {mayChangeSignIn && (
            <Section id="sign-in">
              <Security />
            </Section>
          )}
          {mayChange && (
            <Section id="backups">
              <Backups />
            </Section>
          )}
        </div>
        {mayChange && <Contents signIn={mayChangeSignIn} />}
      </div>
    </>
  );
}

type SectionId = (typeof SECTIONS)[number][0];

const SECTIONS = [
  ['channels', 'Channels'],
  ['when', 'When people are told'],
  ['time-outs', 'Time-outs'],
  ['browser', 'This browser'],
  ['messages', 'Messages'],
  ['sign-in', 'Sign-in'],
  ['backups', 'Backups'],
] as const;

/** A place on the page that an address can name. */
function Section({ id, children }: { id: SectionId; children: ReactNode }) {
  return (
    <div id={id} className="grid grid-cols-1 gap-5 max-md:gap-4">
      {children}
    </div>
  );
}

/** The way down a long page, where there is room beside it. */
function Contents({ signIn }: { signIn: boolean }) {
  return (
    <nav className="sticky top-20 max-lg:hidden" aria-label="On this page">
      <ul className="grid border-l border-line">
        {SECTIONS.filter(([id]) => signIn || id !== 'sign-in').map(([id, name]) => (
          <li key={id}>
            <a
              className="flex min-h-8 items-center px-4 text-small text-muted no-underline hover:text-text"
              href={`#${id}`}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
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
      <Section id="channels">
        <Channels channels={channels} now={now} />
        {slack?.kind === 'slack' && <SlackPeople linked={linked} team={slack.team} />}
      </Section>
      <Section id="when">
        <WhenTold settings={settings} />
      </Section>
      <Section id="time-outs">
        <TimeOuts answerMs={read.data.approve_within_ms} sendMs={read.data.execute_within_ms} />
      </Section>
    </>
  );
}

function TimeOuts({ answerMs, sendMs }: { answerMs: number; sendMs: number }) {
  return (
    <Panel title="Time-outs">
      <Facts
        facts={[
          ['To answer', span(answerMs)],
          ['To send', `${span(sendMs)} after the answer`],
        ]}
      />
      <p className="mt-3 text-small text-muted">
        Change them in agentport.yaml, under <code>approvals</code>.
      </p>
    </Panel>
  );
}

/** They are made where the keys are: on the machine, not by a browser. */
function Backups() {
  return (
    <Panel title="Backups">
      <div className="grid gap-3">
        <p className="text-muted">
          Made on the machine of the gateway, also while it runs. Run it every night, and try a restore once.
        </p>
        <CopyBox text="agentport backup --to /backups/" label="the command" />
        <p className="text-small text-muted">
          What is sealed stays sealed in it: without the root key nobody opens a backup. Keep that key apart.
        </p>
      </div>
    </Panel>
  );
}
