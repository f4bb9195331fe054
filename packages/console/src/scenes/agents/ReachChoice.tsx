import { useState } from 'react';
import { useConnections } from '../../api/queries.ts';

/** Which connections an agent may ask for; those of tomorrow only when somebody says so. */
export function ReachChoice({ given }: { given: readonly string[] | null }) {
  const [all, setAll] = useState(given === null);
  const connections = useConnections().data?.items.filter(({ status }) => status !== 'removed') ?? [];
  const look = 'flex min-h-11 items-center gap-3';
  const box = 'size-4.5 flex-none accent-ink';
  return (
    <fieldset className="grid gap-1">
      <legend className="font-medium">It may ask for</legend>
      <label className={look}>
        <input
          className={box}
          type="checkbox"
          name="all"
          checked={all}
          onChange={(event) => setAll(event.target.checked)}
        />
        <span>
          Every connection
          <span className="block text-small text-muted">Those of tomorrow too</span>
        </span>
      </label>
      {connections.map(({ name, title }) => (
        <label key={name} className={look}>
          <input
            className={box}
            type="checkbox"
            name="connection"
            value={name}
            disabled={all}
            defaultChecked={given?.includes(name) ?? false}
          />
          <span>
            {name}
            <span className="block text-small text-muted">{title}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Null: every connection. */
export function reachOf(form: FormData): string[] | null {
  return form.has('all') ? null : form.getAll('connection').map(String);
}
