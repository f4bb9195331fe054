import type { ConnectionWire } from '@agentport/contract';
import { useState } from 'react';
import { useConnections } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { LongList } from '../../parts/LongList.tsx';
import { LookOnly } from '../../parts/LookOnly.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { Tile } from '../../parts/Tile.tsx';
import { Link } from '../../router/router.tsx';
import { count } from '../../words/count.ts';
import { CatalogCards } from './CatalogCards.tsx';
import { ConnectionTag } from './ConnectionTag.tsx';
import { ConnectService } from './ConnectService.tsx';

/** Beyond, they stand in one column, and only those near the window are in the page. */
const CARDS_MAX = 100;
const ROW_PX = 84;

/** Two groups: what is connected, and what could be. */
export function ConnectionsScene() {
  const connections = useConnections();
  const [connecting, setConnecting] = useState<string | null>(null);
  const items = (connections.data?.items ?? []).filter((connection) => connection.status !== 'removed');
  const trouble = items.filter((item) => item.reconnect !== null).length;
  const title = trouble === 0 ? 'Connections' : `${count(trouble, 'connection')} must be connected again`;
  return (
    <>
      <PageHead
        title={title}
        windowTitle="Connections"
        actions={
          <ActButton route="createConnection" className="btn btn-ink" onClick={() => setConnecting('')}>
            <Icon name="plug" />
            Connect a service
          </ActButton>
        }
      >
        Services agents can reach. Their keys stay sealed here.
      </PageHead>
      <LookOnly route="createConnection" />
      {connections.isError && (
        <ErrorNotice
          error={connections.error}
          title="The connections could not be loaded."
          retry={connections.refetch}
        />
      )}
      {connections.isPending && <Skeleton label="Loading the connections" />}
      {connections.data && (
        <div className="grid gap-8 max-md:gap-6">
          <Connected items={items} />
          <CatalogCards connections={items} onConnect={setConnecting} />
        </div>
      )}
      {connecting !== null && <ConnectService start={connecting} onClose={() => setConnecting(null)} />}
    </>
  );
}

function Connected({ items }: { items: readonly ConnectionWire[] }) {
  if (items.length === 0) {
    return (
      <p className="panel px-5 py-6 text-muted max-md:px-4">
        <strong className="block font-semibold text-text">Nothing is connected yet.</strong>
        Pick a service below and give its key; what agents may do with it starts careful.
      </p>
    );
  }
  const troubleFirst = [...items].sort((a, b) => Number(b.reconnect !== null) - Number(a.reconnect !== null));
  return (
    <section aria-labelledby="connected">
      <h2 id="connected" className="mb-3">
        Connected <span className="font-normal text-muted">{items.length}</span>
      </h2>
      {items.length <= CARDS_MAX ? (
        <ul className="grid grid-cols-2 gap-4 max-lg:grid-cols-1">
          {troubleFirst.map((connection) => (
            <li key={connection.id} className="panel">
              <Card connection={connection} />
            </li>
          ))}
        </ul>
      ) : (
        <LongList
          className="panel"
          label="Connected"
          items={troubleFirst}
          keyOf={({ id }) => id}
          rowPx={ROW_PX}
          row={(connection) => <Card connection={connection} />}
        />
      )}
    </section>
  );
}

function Card({ connection }: { connection: ConnectionWire }) {
  return (
    <div className="relative flex flex-wrap items-center gap-x-4 gap-y-2 p-5 hover:bg-hover max-md:p-4">
      <Tile title={connection.title} />
      <div className="min-w-0 flex-1">
        <h3 className="wrap-anywhere">
          <Link
            to={`/connections/${encodeURIComponent(connection.name)}`}
            className="text-text no-underline after:absolute after:inset-0"
          >
            <PlainText text={connection.title} />
          </Link>
        </h3>
        <p className="text-small text-muted wrap-anywhere">
          <PlainText text={connection.name} />, {count(connection.operations, 'operation')}
        </p>
      </div>
      <ConnectionTag connection={connection} />
    </div>
  );
}
