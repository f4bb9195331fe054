import type { ConnectionWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { navigate } from '../../router/router.tsx';
import { day } from '../../words/time.ts';
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
      {connection.integration === 'mcp' && <ToolList connection={connection} />}
      <Panel title="Who owns it">
        <p className="text-muted">
          {owner === 'console'
            ? 'This console. With a block of the same name in agentport.yaml you can give it to the file.'
            : 'agentport.yaml. Take it over to change its key here; then take its block out of the file.'}
        </p>
        <p className="mt-4">
          <button
            className="btn"
            type="button"
            disabled={adopt.isPending}
            onClick={() => adopt.mutate(undefined)}
          >
            {owner === 'console' ? 'Give it to agentport.yaml' : 'Take it over'}
          </button>
        </p>
        {adopt.isError && !(adopt.error instanceof StepUpCancelled) && (
          <div className="mt-4">
            <ErrorNotice error={adopt.error} title="It keeps its owner." />
          </div>
        )}
      </Panel>
      {owner === 'console' && (
        <Panel title="Remove">
          <p className="text-muted">Its key is destroyed, and agents can no longer ask for it.</p>
          <p className="mt-4">
            <button className="btn btn-deny" type="button" onClick={() => setRemoving(true)}>
              Remove {title}…
            </button>
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
    <Dialog title={`Remove ${title}?`} onClose={onClose}>
      <div className="grid gap-5">
        {remove.isError && !(remove.error instanceof StepUpCancelled) && (
          <ErrorNotice error={remove.error} title="It is still there." />
        )}
        <p>Its key is destroyed. What waits for it is not sent. The log keeps what happened.</p>
        <div className="flex justify-end gap-3 max-md:*:flex-1">
          <button className="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button
            className="btn btn-deny"
            type="button"
            disabled={remove.isPending}
            onClick={() => remove.mutate(undefined)}
          >
            {remove.isPending ? 'Removing…' : 'Remove'}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
