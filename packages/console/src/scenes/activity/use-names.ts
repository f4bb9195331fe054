import type { Me } from '@agentport/contract';
import { useMemo } from 'react';
import { useAgents, useConnections } from '../../api/queries.ts';
import type { Names } from '../../words/audit.ts';

/** Names for the ids the log speaks of, as far as this person may read them. */
export function useNames(me: Me): Names {
  const agents = useAgents().data?.items;
  const connections = useConnections().data?.items;
  return useMemo(() => {
    const known = [...(agents ?? []), ...(connections ?? []), me.person];
    return new Map(known.map(({ id, name }) => [id, name]));
  }, [agents, connections, me]);
}
