import type { ConnectionWire } from '@agentport/contract';
import { useState } from 'react';
import { useIntegrations } from '../../api/queries.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { Tile } from '../../parts/Tile.tsx';
import { count } from '../../words/count.ts';
import type { Integration } from './CredentialFields.tsx';

interface CatalogCardsProps {
  connections: readonly ConnectionWire[];
  onConnect(integration: string): void;
}

const KINDS: Record<Integration['credential']['kind'], string> = {
  bearer: 'by key',
  header: 'by key',
  basic: 'by user and password',
  oauth_refresh: 'by OAuth client',
};

/** Every service that can be connected; one may be connected more than once. */
export function CatalogCards({ connections, onConnect }: CatalogCardsProps) {
  const integrations = useIntegrations();
  const [text, setText] = useState('');
  if (integrations.isError) {
    return <ErrorNotice error={integrations.error} title="The catalog could not be loaded." />;
  }
  if (!integrations.data) return <Skeleton label="Loading the catalog" />;
  const { items } = integrations.data;
  const wanted = text.trim().toLowerCase();
  const found = items.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(wanted));
  return (
    <section aria-labelledby="catalog">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="catalog">
          Catalog <span className="font-normal text-muted">{items.length}</span>
        </h2>
        <input
          className="field max-w-72 max-md:max-w-none"
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="Search the catalog"
          aria-label="Search the catalog"
          data-search
        />
      </div>
      {found.length === 0 && (
        <p className="panel px-5 py-6 text-muted">
          No service of this name. One can be written as a file: see “Write an integration” in the guides.
        </p>
      )}
      <ul className="grid grid-cols-3 gap-4 max-lg:grid-cols-2 max-md:grid-cols-1 max-md:gap-3">
        {found.map((item) => (
          <li key={item.id} className="panel flex items-center gap-3 p-4">
            <Tile title={item.title} />
            <div className="min-w-0 flex-1">
              <h3 className="wrap-anywhere">{item.title}</h3>
              <p className="text-small text-muted">
                {item.operations > 0 ? `${count(item.operations, 'operation')}, ` : ''}
                {KINDS[item.credential.kind]}
              </p>
            </div>
            <ActButton route="createConnection" className="btn btn-small" onClick={() => onConnect(item.id)}>
              {connections.some(({ integration }) => integration === item.id) ? 'Another' : 'Connect'}{' '}
              <span className="sr-only">{item.title}</span>
            </ActButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
