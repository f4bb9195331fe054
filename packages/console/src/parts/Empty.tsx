import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';

/** Says what will appear here and the one next act. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="panel grid justify-items-center gap-2 px-5 py-12 text-center">
      <Icon name={icon} className="mb-1 size-7 text-line-strong" />
      <h2 className="text-lead">{title}</h2>
      <div className="max-w-[46ch] text-muted">{children}</div>
    </div>
  );
}
