import type { AgentWire } from '@agentport/contract';
import { type ReactNode, useEffect } from 'react';
import { useAgent, useStatus } from '../../api/queries.ts';
import { CopyBox } from '../../parts/CopyBox.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import { Link, useQueryParam } from '../../router/router.tsx';
import { day } from '../../words/time.ts';
import type { SceneProps } from '../scenes.ts';
import { CLIENTS } from './clients.ts';
import { FirstCall } from './FirstCall.tsx';
import { NewToken } from './NewToken.tsx';
import { reachWords } from './reach-words.ts';
import { forgetToken, freshToken } from './token-once.ts';
import { WhatItMay } from './WhatItMay.tsx';

/** From a name to the first call, in four steps. */
export function ConnectScene({ params }: SceneProps) {
  const found = useAgent(params.id ?? '');
  const agent = found.data;
  if (agent) return <Steps agent={agent} />;
  if (found.isError) {
    return <ErrorNotice error={found.error} title="The agent could not be loaded." retry={found.refetch} />;
  }
  if (found.isPending) return <Skeleton label="Loading the agent" />;
  return <Empty icon="agent" title="There is no such agent." />;
}

function Steps({ agent }: { agent: AgentWire }) {
  const url = useStatus().data?.public_url ?? window.location.origin;
  const token = freshToken(agent.id);
  // once: whoever comes back to this page does not find it again
  useEffect(() => () => forgetToken(agent.id), [agent.id]);
  const open = useQueryParam('client') ?? 'claude-code';
  const client = CLIENTS.find(({ id }) => id === open) ?? CLIENTS[0];
  return (
    <>
      <PageHead title={`Connect ${agent.name}`}>
        Four steps, about a minute. The agent gets a token that can ask, and nothing else.
      </PageHead>
      <div className="grid grid-cols-[minmax(0,1fr)_18.5rem] items-start gap-6 max-lg:grid-cols-1">
        <ol className="grid grid-cols-1">
          <Step number={1} title="Name and reach" done>
            <p className="text-muted">
              <PlainText text={agent.name} />, {reachWords(agent)}.{' '}
              <Link to={`/agents/${agent.id}`} className="link">
                Change
              </Link>
            </p>
          </Step>
          <Step number={2} title="Save the token">
            {token ? (
              <>
                <p className="mb-2 text-muted">
                  Shown once. We keep only a fingerprint, so it cannot be shown again.
                </p>
                <CopyBox text={`export AGENTPORT_TOKEN=${token}`} label="the token" />
                <p className="mt-2 text-small text-muted">{endsWords(agent)}</p>
              </>
            ) : (
              <NewToken agent={agent} />
            )}
          </Step>
          <Step number={3} title="Tell the agent where to ask">
            <p className="mb-3 text-muted">Pick where it runs.</p>
            <div className="panel">
              <div className="px-4">
                <Tabs
                  label="Where the agent runs"
                  tabs={CLIENTS}
                  open={client?.id ?? ''}
                  to={(id) => `/agents/${agent.id}/connect?client=${id}`}
                />
              </div>
              <div className="grid grid-cols-1 gap-3 p-4">
                {client?.steps(url).map(({ say, text }) => (
                  <div key={text} className="grid grid-cols-1 gap-2">
                    <p>{say}</p>
                    <CopyBox text={text} label={`the configuration for ${client.name}`} />
                  </div>
                ))}
              </div>
            </div>
          </Step>
          <Step number={4} title="Wait for the first call" last>
            <FirstCall agent={agent} />
          </Step>
        </ol>
        <aside className="grid gap-5">
          <WhatItMay agent={agent} />
          <Panel title="What it will never see">
            <p className="text-small text-muted">
              The credentials of your services. They stay sealed in the gateway and are added after a
              decision, on the way out.
            </p>
          </Panel>
        </aside>
      </div>
    </>
  );
}

interface StepProps {
  number: number;
  title: string;
  done?: boolean;
  last?: boolean;
  children: ReactNode;
}

function Step({ number, title, done = false, last = false, children }: StepProps) {
  return (
    <li className="grid grid-cols-[1.875rem_minmax(0,1fr)] gap-x-5 max-md:gap-x-3">
      <div className="grid grid-rows-[auto_1fr] justify-items-center">
        <span
          className={`grid size-7.5 place-items-center rounded-full text-small font-semibold ${done ? 'tone-allow' : 'bg-surface shadow-[inset_0_0_0_1px_var(--color-line-strong)]'}`}
        >
          {done ? <Icon name="allow" className="size-4" /> : number}
          {done && <span className="sr-only">Done</span>}
        </span>
        {!last && <span className="my-2 w-px bg-line" aria-hidden="true" />}
      </div>
      <div className="min-w-0 pb-8">
        <h2 className="mb-1 text-lead leading-7.5">{title}</h2>
        {children}
      </div>
    </li>
  );
}

function endsWords({ tokens }: AgentWire): string {
  const newest = tokens.at(-1)?.expires_at ?? null;
  return newest === null ? 'It has no end.' : `It ends on ${day(Date.parse(newest))}.`;
}
