import type { RouteId } from '@agentport/contract';
import type { ComponentProps } from 'react';
import { useBar } from './may.ts';

interface ActButtonProps extends ComponentProps<'button'> {
  /** what it leads to: who may not use this route cannot press it, and is told why */
  route: RouteId;
}

/** A button that changes something, or opens the sheet that does. */
export function ActButton({
  route,
  disabled,
  title,
  className = '',
  children,
  type = 'button',
  ...button
}: ActButtonProps) {
  const why = useBar(route);
  return (
    <button
      {...button}
      type={type}
      className={why === null ? className : `${className} text-muted!`}
      disabled={disabled || why !== null}
      title={why ?? title}
    >
      {children}
      {why !== null && <span className="sr-only"> ({why})</span>}
    </button>
  );
}
