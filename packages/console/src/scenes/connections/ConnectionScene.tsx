import type { ConnectionWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useConnections } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { useAct } from '../../parts/use-act.ts';
import { day } from '../../words/time.ts';
import type { SceneProps } from '../scenes.ts';
import { Board } from './Board.tsx';
import { ConnectionTag } from './ConnectionsScene.tsx';
import { ReplaceKey } from './ReplaceKey.tsx';

/** One connection: its state, its key, and what agents may do with it. */
export function ConnectionScene({ params }: SceneProps) {
  const connections = useConnections();
  const connection = connections.data?.items.find((item) => item.name === params.name);
  if (connection) return <Found connection={connection} />;
  if (connections.isError) {
    return (
      <ErrorNotice error={connections.error} title="It could not be loaded." retry={connections.refetch} />
    );
  }
  if (connections.isPending) return <Skeleton label="Loading the connection" />;
  return <Empty icon="plug" title="There is no connection of this name." />;
}

function Found({ connection }: { connection: ConnectionWire }) {
  const [replacing, setReplacing] = useState(false);
  const { name } = connection;
  const test = useAct(() => gateway('testConnection', { params: { name } }), ['audit']);
  return (
    <>
      <PageHead
        title={connection.title}
        actions={
          <>
            <button
              className="btn"
              type="button"
              disabled={test.isPending}
              onClick={() => test.mutate(undefined)}
            >
              {test.isPending ? 'Testing…' : 'Test now'}
            </button>
            <button className="btn" type="button" onClick={() => setReplacing(true)}>
              <Icon name="key" />
              Replace key…
            </button>
          </>
        }
      >
        Agents call it{' '}
        <code className="text-text">
          <PlainText text={name} />
        </code>
      </PageHead>
      <div className="grid grid-cols-1 gap-5 max-md:gap-4">
        {test.isError && <ErrorNotice error={test.error} title="The key was not tested." />}
        {test.data && (
          <Notice
            tone={test.data.ok ? 'allow' : 'deny'}
            icon={test.data.ok ? 'allow' : 'alert'}
            title={test.data.ok ? 'It works.' : `${connection.title} refused it.`}
            urgent
          >
            <PlainText text={test.data.message} />
          </Notice>
        )}
        <Panel title="Connection" end={<ConnectionTag connection={connection} />}>
          <Facts
            facts={[
              [
                'Sends to',
                <code key="url">
                  <PlainText text={connection.base_url} />
                </code>,
              ],
              ['Key', 'Sealed. Nobody can read it, agents never see it.'],
              [
                'Set up in',
                connection.owner === 'file' ? (connection.source ?? 'agentport.yaml') : 'this console',
              ],
              ['Since', day(Date.parse(connection.created_at))],
            ]}
          />
        </Panel>
        <Board name={name} />
      </div>
      {replacing && <ReplaceKey connection={connection} onClose={() => setReplacing(false)} />}
    </>
  );
}
