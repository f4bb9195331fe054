import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import type { Tone } from './tone.ts';

interface NoticeProps {
  tone?: Tone;
  icon?: IconName;
  title?: ReactNode;
  children?: ReactNode;
  /** read out at once when it appears */
  urgent?: boolean;
}

const TITLE: Record<Tone, string> = {
  allow: 'text-allow',
  ask: 'text-ask',
  deny: 'text-deny',
  unknown: 'text-unknown',
  plain: 'text-text',
};

/** Something a person should know before going on. */
export function Notice({ tone = 'plain', icon = 'alert', title, children, urgent = false }: NoticeProps) {
  return (
    <div
      className={`tone-${tone} flex gap-3 rounded-control px-4 py-3 max-md:gap-2 max-md:px-3`}
      role={urgent ? 'alert' : undefined}
    >
      <Icon name={icon} className="mt-0.5 size-4.5" />
      <div className="min-w-0 text-text">
        {title && <strong className={`font-semibold ${TITLE[tone]}`}>{title}</strong>} {children}
      </div>
    </div>
  );
}
