import { type ComponentProps, type ReactNode, useId } from 'react';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: ReactNode;
  problem?: ReactNode;
}

/** A label, one line of input, and below it what to know or what is wrong. */
export function Field({ label, hint, problem, ...input }: FieldProps) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div className="grid gap-1.5">
      <label className="font-medium" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="field"
        aria-invalid={problem ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        {...input}
      />
      {note && (
        <p id={`${id}-note`} className={`text-small ${problem ? 'text-deny' : 'text-muted'}`}>
          {note}
        </p>
      )}
    </div>
  );
}

/** A code from an authenticator app. The phone offers it and shows its number pad. */
export function CodeField(props: Omit<FieldProps, 'label'> & { label?: string }) {
  return (
    <Field
      label="Code from your authenticator app"
      name="code"
      type="text"
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      required
      maxLength={24}
      {...props}
    />
  );
}
