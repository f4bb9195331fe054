import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import type { Tone } from './tone.ts';

/** Glyph, word, then colour: never only one of them. */
export function Tag({
  tone = 'plain',
  icon,
  children,
}: {
  tone?: Tone;
  icon?: IconName;
  children: ReactNode;
}) {
  return (
    <span className={`tag tone-${tone} ${icon ? '' : 'pl-1.75'}`}>
      {icon && <Icon name={icon} className="size-3.5 stroke-[1.75]" />}
      {children}
    </span>
  );
}
