import type { ComponentProps, ReactNode } from 'react';

interface TickFieldProps extends ComponentProps<'input'> {
  /** what ticking it means, below its name */
  text: ReactNode;
}

/** A box to tick, with what it means. */
export function TickField({ text, children, ...input }: TickFieldProps) {
  return (
    <label className="flex min-h-11 items-center gap-3">
      <input className="size-4.5 flex-none accent-ink" type="checkbox" {...input} />
      <span>
        {children}
        <span className="block text-small text-muted">{text}</span>
      </span>
    </label>
  );
}
