import { useBar } from '../../parts/may.ts';
import type { LogQuery } from './filter.ts';

/** Two ordinary links: the browser saves the stream as it comes, whatever its size. */
export function ExportMenu({ query, filtered }: { query: LogQuery; filtered: boolean }) {
  if (useBar('exportActivity') !== null) return null;
  const href = (format: 'jsonl' | 'csv') => {
    const params = new URLSearchParams({ format });
    for (const [name, value] of Object.entries(query ?? {})) params.set(name, String(value));
    return `/api/v1/activity/export?${params}`;
  };
  return (
    <details className="menu md:relative">
      <summary className="btn max-md:w-full">Export…</summary>
      <div className="absolute right-0 z-4 mt-1 grid w-64 gap-1 rounded-panel border border-line-strong bg-raised p-2 shadow-float max-md:inset-x-0 max-md:top-full max-md:w-auto">
        <p className="px-2 py-1 text-small text-muted">
          {filtered ? 'What the filter finds, newest first.' : 'The whole log, newest first.'}
        </p>
        <a className="btn btn-quiet justify-start text-text" href={href('csv')} download>
          Table (CSV)
        </a>
        <a className="btn btn-quiet justify-start text-text" href={href('jsonl')} download>
          JSON lines
        </a>
      </div>
    </details>
  );
}
