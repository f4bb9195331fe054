import type { AgentWire } from '@agentport/contract';
import { useQueries } from '@tanstack/react-query';
import { gateway } from '../../api/gateway.ts';
import { useConnections } from '../../api/queries.ts';
import { EffectTag } from '../../parts/EffectTag.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { count } from '../../words/count.ts';

const EFFECTS = ['allow', 'ask', 'deny'] as const;
/** A service of more connections is told in words: nobody waits for fifty lists. */
const CONNECTIONS_MAX = 12;

/** Its operations by what happens when it asks, without the exceptions policy makes for single agents. */
export function WhatItMay({ agent }: { agent: AgentWire }) {
  const all = useConnections().data?.items ?? [];
  const given = all.filter(
    ({ name, status }) => status === 'active' && (agent.connections?.includes(name) ?? true),
  );
  const looked = given.slice(0, CONNECTIONS_MAX);
  const lists = useQueries({
    queries: looked.map(({ name }) => ({
      queryKey: ['tiers', name],
      queryFn: () => gateway('listTiers', { params: { name } }),
    })),
  });
  const rows = lists.flatMap(({ data }) => data?.items ?? []);
  return (
    <Panel title="What it will be able to do">
      {given.length === 0 ? (
        <p className="text-small text-muted">Nothing yet: no connection was given to it.</p>
      ) : (
        <dl className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3 gap-y-3 text-small">
          {EFFECTS.map((effect) => {
            const some = rows.filter((row) => row.effect === effect);
            const names = new Set(some.map((row) => row.category));
            return (
              <div key={effect} className="contents">
                <dt className="flex items-start">
                  <EffectTag effect={effect} />
                </dt>
                <dd>
                  {count(some.length, 'operation')}
                  {names.size > 0 && (
                    <span className="block text-muted wrap-anywhere">
                      {[...names].slice(0, 4).join(', ')}
                      {names.size > 4 ? ' and more' : ''}
                    </span>
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {given.length > CONNECTIONS_MAX && (
        <p className="mt-3 text-small text-muted">
          Counted in {CONNECTIONS_MAX} of {given.length} connections.
        </p>
      )}
    </Panel>
  );
}
