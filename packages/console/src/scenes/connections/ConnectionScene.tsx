import type { ConnectionWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useAgents, useConnection } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { LookOnly } from '../../parts/LookOnly.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { Tabs } from '../../parts/Tabs.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { useQueryParam } from '../../router/router.tsx';
import { ago } from '../../words/time.ts';
import type { SceneProps } from '../scenes.ts';
import { Board } from './Board.tsx';
import { ConnectionTag } from './ConnectionTag.tsx';
import { CredentialTab } from './CredentialTab.tsx';
import { RecentCalls } from './RecentCalls.tsx';
import { ReplaceKey } from './ReplaceKey.tsx';
import { SettingsTab } from './SettingsTab.tsx';
import { TestResult } from './TestResult.tsx';
import { reaches, UsedBy } from './UsedBy.tsx';

/** One connection: its state, its key, and what agents may do with it. */
export function ConnectionScene({ params }: SceneProps) {
  const found = useConnection(params.name ?? '');
  const connection = found.data;
  if (connection) return <Found connection={connection} />;
  if (found.isError) {
    return (
      <ErrorNotice error={found.error} title="The connection could not be loaded." retry={found.refetch} />
    );
  }
  if (found.isPending) return <Skeleton label="Loading the connection" />;
  return <Empty icon="plug" title="There is no connection of this name." />;
}

function Found({ connection }: { connection: ConnectionWire }) {
  const [replacing, setReplacing] = useState(false);
  const { name } = connection;
  const test = useAct(() => gateway('testConnection', { params: { name } }), ['connections', 'audit']);
  const agents = useAgents().data?.items.filter((agent) => reaches(agent, name)) ?? [];
  const open = useQueryParam('tab') ?? 'operations';
  return (
    <>
      <PageHead
        title={connection.title}
        actions={
          <>
            <ActButton
              route="testConnection"
              className="btn"
              disabled={test.isPending || connection.status !== 'active'}
              onClick={() => test.mutate(undefined)}
            >
              {test.isPending ? 'Testing…' : 'Test now'}
            </ActButton>
            {connection.owner === 'console' && (
              <ActButton route="replaceCredential" className="btn" onClick={() => setReplacing(true)}>
                <Icon name="key" />
                Replace key…
              </ActButton>
            )}
          </>
        }
      >
        <span className="mr-2 inline-flex align-middle">
          <ConnectionTag connection={connection} />
        </span>
        Agents call it{' '}
        <code className="text-text">
          <PlainText text={name} />
        </code>
      </PageHead>
      <LookOnly route="testConnection" />
      <div className="grid grid-cols-1 gap-5 max-md:gap-4">
        <Trouble connection={connection} />
        {test.isError && <ErrorNotice error={test.error} title="The key was not tested." />}
        {test.data && <TestResult test={test.data} service={connection.title} />}
        <Tabs
          label={connection.title}
          open={open}
          to={(id) => `/connections/${encodeURIComponent(name)}?tab=${id}`}
          tabs={[
            { id: 'operations', name: 'Operations' },
            { id: 'agents', name: `Used by ${agents.length}` },
            { id: 'activity', name: 'Activity' },
            { id: 'credential', name: 'Credential' },
            { id: 'settings', name: 'Settings' },
          ]}
        />
        {open === 'operations' && <Board name={name} />}
        {open === 'agents' && <UsedBy agents={agents} />}
        {open === 'activity' && <RecentCalls name={name} />}
        {open === 'credential' && (
          <CredentialTab connection={connection} onReplace={() => setReplacing(true)} />
        )}
        {open === 'settings' && <SettingsTab connection={connection} />}
      </div>
      {replacing && <ReplaceKey connection={connection} onClose={() => setReplacing(false)} />}
    </>
  );
}

/** What stands in the way of every call, in the service's own words. */
function Trouble({ connection }: { connection: ConnectionWire }) {
  const now = useNow();
  const { reconnect, title, status, owner } = connection;
  if (reconnect !== null) {
    return (
      <Notice tone="deny" title={`${title} ended this sign-in ${ago(Date.parse(reconnect.since), now)}.`}>
        It said <q>{reconnect.reason}</q>. Nothing can be sent until it gets a new credential.
      </Notice>
    );
  }
  if (status !== 'disabled') return null;
  return (
    <Notice title="Switched off.">
      {owner === 'file'
        ? 'Its block was taken out of agentport.yaml. Nothing is sent until it is back.'
        : 'Its key was revoked. Nothing is sent until it gets a new one.'}
    </Notice>
  );
}
