import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';

interface EmptyProps {
  icon: IconName;
  title: string;
  /** it is all there is on the page */
  alone?: boolean;
  children?: ReactNode;
}

/** Says what will appear here and the one next act. */
export function Empty({ icon, title, alone = false, children }: EmptyProps) {
  const Heading = alone ? 'h1' : 'h2';
  return (
    <div className="panel grid justify-items-center gap-2 px-5 py-12 text-center">
      <Icon name={icon} className="mb-1 size-7 text-line-strong" />
      <Heading className="text-lead">{title}</Heading>
      <div className="max-w-[46ch] text-balance text-muted">{children}</div>
    </div>
  );
}
