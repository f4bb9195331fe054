import { type ReactNode, useId } from 'react';

interface PanelProps {
  title: ReactNode;
  end?: ReactNode;
  children: ReactNode;
  /** without inner space, for rows that bring their own */
  flush?: boolean;
}

export function Panel({ title, end, children, flush = false }: PanelProps) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <div className="flex min-h-12 flex-wrap items-center gap-3 border-b border-line px-5 py-3 max-md:px-4">
        <h2 id={id}>{title}</h2>
        {end && <div className="ml-auto text-small text-muted">{end}</div>}
      </div>
      {flush ? children : <div className="p-5 max-md:p-4">{children}</div>}
    </section>
  );
}

/** Names and what they are, in two columns; pairs that are null are left out. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-2 text-small">
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
