import type { OperationTierWire } from '@agentport/contract';
import { useState } from 'react';
import { usePolicy, useTiers } from '../../api/queries.ts';
import { Empty } from '../../parts/Empty.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { useBar } from '../../parts/may.ts';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { count } from '../../words/count.ts';
import { riskOf } from '../../words/states.ts';
import { BoardFilter, type Shown } from './BoardFilter.tsx';
import { SaveBar } from './SaveBar.tsx';
import { EFFECT_WORDS, type Effect, TierSwitch } from './TierSwitch.tsx';
import { isLocked, useDraft } from './use-draft.ts';

type Row = OperationTierWire;
type Draft = ReturnType<typeof useDraft>;

/** The switchboard: what happens when an agent asks, operation by operation, in the integration's own categories. */
export function Board({ name }: { name: string }) {
  const tiers = useTiers(name);
  const policy = usePolicy();
  if (tiers.isError || policy.isError) {
    const retry = () => Promise.all([tiers.refetch(), policy.refetch()]);
    return (
      <ErrorNotice
        error={tiers.error ?? policy.error}
        title="The operations could not be loaded."
        retry={retry}
      />
    );
  }
  if (!tiers.data || !policy.data) return <Skeleton label="Loading the operations" rows={6} />;
  if (tiers.data.items.length === 0) {
    return (
      <Empty icon="plug" title="It has no operations yet.">
        The tools of an MCP server appear here once they were listed: Credential, Refresh tools.
      </Empty>
    );
  }
  return <Switches name={name} rows={tiers.data.items} base={policy.data.number} />;
}

function Switches({ name, rows, base }: { name: string; rows: readonly Row[]; base: number }) {
  const draft = useDraft(rows);
  const barred = useBar('proposePolicy') !== null;
  const [shown, setShown] = useState<Shown>({ text: '', effect: null });
  const found = rows.filter((row) => fits(row, shown, draft));
  const categories = Map.groupBy(found, (row) => row.category);
  return (
    <>
      <BoardFilter rows={rows} shown={shown} effectOf={draft.effectOf} onChange={setShown} />
      {found.length === 0 ? (
        <p className="panel p-5 text-muted">No operation fits. Change what you look for.</p>
      ) : (
        <section className="panel overflow-clip" aria-label="What agents may do">
          {[...categories].map(([category, some]) => (
            <Category key={category} title={category} rows={some} draft={draft} barred={barred} />
          ))}
        </section>
      )}
      {draft.changes.length > 0 && (
        <SaveBar connection={name} base={base} changes={draft.changes} onDone={draft.discard} />
      )}
    </>
  );
}

function fits(row: Row, { text, effect }: Shown, draft: Draft): boolean {
  const wanted = text.trim().toLowerCase();
  const named = `${row.title} ${row.operation} ${row.category}`.toLowerCase().includes(wanted);
  return named && (effect === null || draft.effectOf(row) === effect);
}

interface CategoryProps {
  title: string;
  rows: readonly Row[];
  draft: Draft;
  /** by the role of whoever looks */
  barred: boolean;
}

const COLUMNS = 'grid items-center gap-x-4 gap-y-2 px-5 md:grid-cols-[minmax(0,1fr)_9rem_auto] max-md:px-4';

function Category({ title, rows, draft, barred }: CategoryProps) {
  const counts: Record<Effect, number> = { allow: 0, ask: 0, deny: 0 };
  for (const row of rows) counts[draft.effectOf(row)] += 1;
  const open = rows.filter((row) => !isLocked(row));
  const effects = new Set(open.map(draft.effectOf));
  const [only = null] = effects.size === 1 ? effects : [];
  return (
    <div className="border-line not-first:border-t">
      <div className={`${COLUMNS} border-b border-line bg-sunken py-2`}>
        <h2 className="text-small md:col-span-2">
          {title} <span className="ml-1 font-normal text-muted">{count(rows.length, 'operation')}</span>
        </h2>
        <TierSwitch
          label={`All of ${title}`}
          value={only}
          counts={counts}
          locked={barred || open.length === 0}
          onChange={(effect) => draft.set(open, effect)}
        />
      </div>
      <ul className="rows">
        {rows.map((row) => (
          <Operation key={row.operation} row={row} draft={draft} barred={barred} />
        ))}
      </ul>
    </div>
  );
}

function Operation({ row, draft, barred }: { row: Row; draft: Draft; barred: boolean }) {
  const now = draft.effectOf(row);
  return (
    <li className={`${COLUMNS} py-3`}>
      <div className="min-w-0">
        <h3 className="font-medium">{row.title}</h3>
        <code className="text-micro text-muted wrap-anywhere">{row.operation}</code>
        <Note row={row} moved={now !== row.effect} />
      </div>
      <span className="text-small text-muted max-md:hidden">{riskOf(row.risk).kind}</span>
      <TierSwitch
        label={`When an agent asks: ${row.title}`}
        value={now}
        locked={barred || isLocked(row)}
        onChange={(effect) => draft.set([row], effect)}
      />
    </li>
  );
}

/** Why a switch cannot be moved, or what is still to come of it. */
function Note({ row, moved }: { row: Row; moved: boolean }) {
  const look = 'mt-0.5 flex items-center gap-1.5 text-micro text-muted';
  if (row.ruled) {
    return (
      <p className={look}>
        <Icon name="lock" className="size-3.5" />A rule decides: {row.rule}
      </p>
    );
  }
  if (row.set_by === 'file') {
    return (
      <p className={look}>
        <Icon name="lock" className="size-3.5" />
        Set in {row.place ?? 'agentport.yaml'}
      </p>
    );
  }
  if (moved) return <p className={`${look} text-text`}>Not saved. It is {EFFECT_WORDS[row.effect]} now.</p>;
  if (row.waits === null) return null;
  return (
    <p className={`${look} text-ask`}>
      <Icon name="ask" className="size-3.5" />
      Waits under Policy to become {EFFECT_WORDS[row.waits]}
    </p>
  );
}
