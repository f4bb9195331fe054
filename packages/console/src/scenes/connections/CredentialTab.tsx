import type { ConnectionWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useIntegrations } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ReplaceKey } from './ReplaceKey.tsx';

const KINDS = {
  bearer: 'One key',
  header: 'One key',
  basic: 'User and password',
  oauth_refresh: 'OAuth client with a refresh token',
};

interface CredentialTabProps {
  connection: ConnectionWire;
  onReplace(): void;
}

/** The credential itself is never here: only what can be done with it. */
export function CredentialTab({ connection, onReplace }: CredentialTabProps) {
  const [moving, setMoving] = useState(false);
  const integration = useIntegrations().data?.items.find(({ id }) => id === connection.integration);
  const revoke = useAct(
    () => gateway('revokeCredential', { params: { name: connection.name } }),
    ['connections', 'audit'],
  );
  const own = connection.owner === 'console';
  return (
    <>
      <Panel title="Credential">
        <Facts
          facts={[
            ['Kind', integration ? KINDS[integration.credential.kind] : null],
            ['State', stateOf(connection)],
            ['Belongs to', <code key="url">{connection.base_url}</code>],
          ]}
        />
        {own ? (
          <div className="mt-5 flex flex-wrap gap-3 max-md:*:flex-1">
            <ActButton route="replaceCredential" className="btn" onClick={onReplace}>
              {connection.status === 'active' ? 'Give another' : 'Give a new one'}
            </ActButton>
            {connection.integration !== 'mcp' && (
              <ActButton route="replaceCredential" className="btn" onClick={() => setMoving(true)}>
                Other address…
              </ActButton>
            )}
            {connection.status === 'active' && (
              <ActButton
                route="revokeCredential"
                className="btn btn-deny"
                disabled={revoke.isPending}
                onClick={() => revoke.mutate(undefined)}
              >
                {revoke.isPending ? 'Revoking…' : 'Revoke'}
              </ActButton>
            )}
          </div>
        ) : (
          <p className="mt-5 text-small text-muted">
            It comes from {connection.source ?? 'agentport.yaml'} and is changed there; the file is read again
            by itself.
          </p>
        )}
        {own && connection.status === 'active' && (
          <p className="mt-3 text-small text-muted">
            Revoking destroys it here at once: running requests end, nothing more is sent. Revoke it at{' '}
            {connection.title}, too.
          </p>
        )}
        {revoke.isError && !(revoke.error instanceof StepUpCancelled) && (
          <div className="mt-4">
            <ErrorNotice error={revoke.error} title="The key is still in use." />
          </div>
        )}
      </Panel>
      {moving && <ReplaceKey connection={connection} moving onClose={() => setMoving(false)} />}
    </>
  );
}

function stateOf({ status, owner, reconnect }: ConnectionWire): string {
  if (reconnect !== null) return `Refused by the service: ${reconnect.reason}`;
  if (status === 'active') return 'Sealed. Nobody can read it, agents never see it.';
  return owner === 'console' ? 'Revoked and destroyed.' : 'Sealed, and not used.';
}
