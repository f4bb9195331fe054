import type { ConnectionWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { ConfirmSheet } from '../../parts/ConfirmSheet.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { useAct } from '../../parts/use-act.ts';
import { navigate } from '../../router/router.tsx';
import { day } from '../../words/time.ts';
import { HowMuch } from './HowMuch.tsx';
import { ToolList } from './ToolList.tsx';

export function SettingsTab({ connection }: { connection: ConnectionWire }) {
  const { name, owner, source, title } = connection;
  const [removing, setRemoving] = useState(false);
  const to = owner === 'console' ? 'file' : 'console';
  const adopt = useAct(
    () => gateway('adoptConnection', { params: { name }, body: { owner: to } }),
    ['connections', 'tiers', 'policy', 'policy-now', 'status', 'audit'],
  );
  return (
    <>
      <Panel title="Connection">
        <Facts
          facts={[
            [
              'Sends to',
              <code key="url">
                <PlainText text={connection.base_url} />
              </code>,
            ],
            ['Set up in', owner === 'file' ? (source ?? 'agentport.yaml') : 'this console'],
            ['Since', day(Date.parse(connection.created_at))],
            ['Version', `${connection.version}: it moves with key, address and operations`],
          ]}
        />
      </Panel>
      <HowMuch connection={connection} />
      {connection.integration === 'mcp' && <ToolList connection={connection} />}
      <Panel title="Who owns it">
        <p className="text-muted">
          {owner === 'console'
            ? 'This console. With a block of the same name in agentport.yaml you can give it to the file.'
            : 'agentport.yaml. Take it over to change its key here; then take its block out of the file.'}
        </p>
        <p className="mt-4">
          <ActButton
            route="adoptConnection"
            className="btn"
            disabled={adopt.isPending}
            onClick={() => adopt.mutate(undefined)}
          >
            {owner === 'console' ? 'Give it to agentport.yaml' : 'Take it over'}
          </ActButton>
        </p>
        <div className="mt-4 empty:hidden">
          <ActProblem error={adopt.error} title="It keeps its owner." />
        </div>
      </Panel>
      {owner === 'console' && (
        <Panel title="Remove">
          <p className="text-muted">Its key is destroyed, and agents can no longer ask for it.</p>
          <p className="mt-4">
            <ActButton route="removeConnection" className="btn btn-deny" onClick={() => setRemoving(true)}>
              Remove {title}…
            </ActButton>
          </p>
        </Panel>
      )}
      {removing && <Remove connection={connection} onClose={() => setRemoving(false)} />}
    </>
  );
}

function Remove({ connection, onClose }: { connection: ConnectionWire; onClose(): void }) {
  const { name, title } = connection;
  const remove = useAct(async () => {
    await gateway('removeConnection', { params: { name } });
    navigate('/connections');
  }, ['connections', 'policy', 'policy-now', 'audit']);
  return (
    <ConfirmSheet
      title={`Remove ${title}?`}
      act={remove}
      trouble="It is still there."
      words={['Remove', 'Removing…']}
      final
      onClose={onClose}
    >
      <p>Its key is destroyed. What waits for it is not sent. The log keeps what happened.</p>
    </ConfirmSheet>
  );
}
