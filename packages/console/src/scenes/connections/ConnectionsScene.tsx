import type { ConnectionWire } from '@agentport/contract';
import { useState } from 'react';
import { useConnections } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { Tag } from '../../parts/Tag.tsx';
import { Tile } from '../../parts/Tile.tsx';
import { Link } from '../../router/router.tsx';
import { count } from '../../words/count.ts';
import { ConnectService } from './ConnectService.tsx';

export function ConnectionsScene() {
  const connections = useConnections();
  const [connecting, setConnecting] = useState(false);
  const items = (connections.data?.items ?? []).filter((connection) => connection.status !== 'removed');
  return (
    <>
      <PageHead
        title="Connections"
        actions={
          <button className="btn btn-ink" type="button" onClick={() => setConnecting(true)}>
            <Icon name="plug" />
            Connect a service
          </button>
        }
      >
        Services agents can reach. Their keys stay sealed here.
      </PageHead>
      {connections.isError && (
        <ErrorNotice
          error={connections.error}
          title="The connections could not be loaded."
          retry={connections.refetch}
        />
      )}
      {connections.isPending && <Skeleton label="Loading the connections" />}
      {connections.data && items.length === 0 && (
        <Empty icon="plug" title="Nothing is connected yet.">
          Connect Stripe or GitHub with a key; what agents may do with it starts careful.
        </Empty>
      )}
      {items.length > 0 && (
        <ul className="grid grid-cols-2 gap-5 max-lg:grid-cols-1 max-md:gap-4">
          {items.map((connection) => (
            <Card key={connection.id} connection={connection} />
          ))}
        </ul>
      )}
      {connecting && <ConnectService onClose={() => setConnecting(false)} />}
    </>
  );
}

function Card({ connection }: { connection: ConnectionWire }) {
  return (
    <li className="panel relative flex items-center gap-4 p-5 hover:bg-hover max-md:p-4">
      <Tile title={connection.title} />
      <div className="min-w-0">
        <h2 className="wrap-anywhere">
          <Link
            to={`/connections/${encodeURIComponent(connection.name)}`}
            className="text-text no-underline after:absolute after:inset-0"
          >
            <PlainText text={connection.title} />
          </Link>
        </h2>
        <p className="text-small text-muted wrap-anywhere">
          <PlainText text={connection.name} />, {count(connection.operations, 'operation')}
        </p>
      </div>
      <span className="ml-auto">
        <ConnectionTag connection={connection} />
      </span>
    </li>
  );
}

export function ConnectionTag({ connection }: { connection: ConnectionWire }) {
  return connection.status === 'active' ? (
    <Tag tone="allow" icon="allow">
      Connected
    </Tag>
  ) : (
    <Tag tone="plain" icon="close">
      Disabled
    </Tag>
  );
}
