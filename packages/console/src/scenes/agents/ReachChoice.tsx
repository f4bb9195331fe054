import { useState } from 'react';
import { useConnections } from '../../api/queries.ts';
import { TickField } from '../../parts/TickField.tsx';

/** Which connections an agent may ask for; those of tomorrow only when somebody says so. */
export function ReachChoice({ given }: { given: readonly string[] | null }) {
  const [all, setAll] = useState(given === null);
  const connections = useConnections().data?.items.filter(({ status }) => status !== 'removed') ?? [];
  return (
    <fieldset className="grid gap-1">
      <legend className="font-medium">It may ask for</legend>
      <TickField
        name="all"
        checked={all}
        onChange={(event) => setAll(event.target.checked)}
        text="Those of tomorrow too"
      >
        Every connection
      </TickField>
      {connections.map(({ name, title }) => (
        <TickField
          key={name}
          name="connection"
          value={name}
          disabled={all}
          defaultChecked={given?.includes(name) ?? false}
          text={title}
        >
          {name}
        </TickField>
      ))}
    </fieldset>
  );
}

/** Null: every connection. */
export function reachOf(form: FormData): string[] | null {
  return form.has('all') ? null : form.getAll('connection').map(String);
}
