import { useId } from 'react';
import type { SchemaField } from './schema-fields.ts';

interface ArgumentsProps {
  fields: readonly SchemaField[];
  asJson: boolean;
  onAsJson(asJson: boolean): void;
}

/** The arguments one by one, or all of them as JSON. */
export function Arguments({ fields, asJson, onAsJson }: ArgumentsProps) {
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 flex w-full items-center justify-between gap-3 font-medium">
        Arguments
        <label className="flex min-h-8 items-center gap-2 text-small font-normal text-muted">
          <input
            className="size-4 accent-ink"
            type="checkbox"
            checked={asJson}
            onChange={(event) => onAsJson(event.target.checked)}
          />
          as JSON
        </label>
      </legend>
      {asJson ? (
        <textarea
          className="field min-h-40 font-mono text-small"
          name="all-arguments"
          defaultValue="{}"
          spellCheck={false}
          aria-label="All arguments as JSON"
        />
      ) : (
        fields.map((field) => <Argument key={field.name} field={field} />)
      )}
      {!asJson && fields.length === 0 && <p className="text-small text-muted">It takes none.</p>}
    </fieldset>
  );
}

function Argument({ field }: { field: SchemaField }) {
  const { name, kind, required, hint, choices } = field;
  const id = useId();
  const options = kind === 'switch' ? ['true', 'false'] : choices;
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-small">
        <code>{name}</code>
        {!required && <span className="text-muted"> optional</span>}
      </label>
      {options.length > 0 ? (
        <select id={id} className="field" name={name} defaultValue="">
          <option value="">left out</option>
          {options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          className={`field ${kind === 'json' ? 'font-mono text-small' : ''}`}
          name={name}
          type="text"
          inputMode={kind === 'number' ? 'decimal' : undefined}
          placeholder={kind === 'json' ? 'JSON' : undefined}
          spellCheck={false}
        />
      )}
      {hint && <span className="text-small text-muted">{hint}</span>}
    </div>
  );
}
