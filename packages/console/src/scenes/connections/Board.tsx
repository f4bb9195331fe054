import type { RouteReply } from '@agentport/contract';
import { useTiers } from '../../api/queries.ts';
import { EffectTag } from '../../parts/EffectTag.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { count } from '../../words/count.ts';
import { riskOf } from '../../words/states.ts';

type Row = RouteReply<'listTiers'>['items'][number];

/** What happens when an agent asks, operation by operation, in the integration's own categories. */
export function Board({ name }: { name: string }) {
  const tiers = useTiers(name);
  if (tiers.isError) {
    return (
      <ErrorNotice error={tiers.error} title="The operations could not be loaded." retry={tiers.refetch} />
    );
  }
  if (!tiers.data) return <Skeleton label="Loading the operations" rows={6} />;
  const categories = Map.groupBy(tiers.data.items, (row) => row.category);
  return (
    <section className="panel overflow-clip" aria-label="What agents may do">
      {[...categories].map(([category, rows]) => (
        <div key={category} className="border-line not-first:border-t">
          <h2 className="border-b border-line bg-sunken px-5 py-2 text-small max-md:px-4">
            {category} <span className="ml-1 font-normal text-muted">{count(rows.length, 'operation')}</span>
          </h2>
          <ul className="rows">
            {rows.map((row) => (
              <Operation key={row.operation} row={row} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Operation({ row }: { row: Row }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_8rem_6rem] items-center gap-x-4 px-5 py-2.5 max-md:grid-cols-[minmax(0,1fr)_auto] max-md:px-4">
      <div className="min-w-0">
        <h3 className="font-medium">{row.title}</h3>
        <code className="text-micro text-muted wrap-anywhere">{row.operation}</code>
      </div>
      <span className="text-small text-muted max-md:hidden">{riskOf(row.risk).kind}</span>
      <span className="flex" title={row.rule ?? undefined}>
        <EffectTag effect={row.effect} />
      </span>
    </li>
  );
}
