import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import { useWindowTitle } from './PageHead.tsx';

/** The pages before the console: one centred column. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  useWindowTitle(title);
  return (
    <main className="mx-auto flex min-h-dvh max-w-[26rem] flex-col justify-center gap-6 px-5 py-10">
      <p className="flex items-center gap-2 text-lead font-semibold tracking-[-0.01em]">
        <Icon name="gate" className="size-5.5" />
        AgentPort
      </p>
      <h1 className="text-page tracking-[-0.017em]">{title}</h1>
      {children}
    </main>
  );
}
