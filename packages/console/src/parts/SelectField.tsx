import { type ComponentProps, type ReactNode, useId } from 'react';

type Option = readonly [value: string | number, words: string];

interface SelectFieldProps extends ComponentProps<'select'> {
  label: ReactNode;
  options: readonly Option[];
  hint?: ReactNode;
}

/** A label and one choice of a few. */
export function SelectField({ label, options, hint, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label className="font-medium" htmlFor={id}>
        {label}
      </label>
      <select id={id} className="field" aria-describedby={hint ? `${id}-note` : undefined} {...select}>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {hint && (
        <p id={`${id}-note`} className="text-small text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
