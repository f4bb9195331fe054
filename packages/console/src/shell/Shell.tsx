import type { Me } from '@agentport/contract';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLiveChanges } from '../api/live.ts';
import { useStatus, useWaiting } from '../api/queries.ts';
import { chunk } from '../parts/chunk.tsx';
import { useBar } from '../parts/may.ts';
import { usePath } from '../router/router.tsx';
import { Banners } from './Banners.tsx';
import { BottomBar } from './BottomBar.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { SideNav } from './SideNav.tsx';
import { StopSheet } from './StopSheet.tsx';
import { type Crumb, TopBar } from './TopBar.tsx';
import { useShellKeys } from './use-shell-keys.ts';

/** Not part of the first load: the link from a message needs none of it. */
const CommandMenu = chunk(async () => (await import('./CommandMenu.tsx')).CommandMenu);

interface ShellProps {
  me: Me;
  parents: readonly Crumb[];
  here: string;
  /** an approval brings its own bar on phones */
  withDecision: boolean;
  children: ReactNode;
}

export function Shell({ me, parents, here, withDecision, children }: ShellProps) {
  useLiveChanges();
  const path = usePath();
  const status = useStatus().data;
  const waiting = useWaiting().data?.total ?? 0;
  const [sheet, setSheet] = useState<'stop' | 'keys' | 'menu' | null>(null);
  const main = useFocusOnArrival(path);
  const mayStop = useBar('stopAll') === null;
  const open = {
    onStop: () => mayStop && setSheet('stop'),
    onHelp: () => setSheet('keys'),
    onMenu: () => setSheet('menu'),
  };
  useShellKeys(open);
  return (
    <>
      <a
        className="absolute -top-16 left-4 z-9 rounded-control bg-ink px-4 py-2 text-on-ink focus:top-2"
        href="#main"
      >
        Skip to content
      </a>
      <div className="grid min-h-dvh grid-cols-[13.5rem_minmax(0,1fr)] max-md:block max-md:pb-[calc(4rem+env(safe-area-inset-bottom))]">
        <SideNav
          path={path}
          me={me}
          waiting={waiting}
          policyWaits={status?.pending_policy != null}
          onMenu={open.onMenu}
        />
        <div className="flex min-w-0 flex-col">
          <TopBar parents={parents} here={here} status={status} {...open} />
          <Banners status={status} me={me} news={path !== '/account' && !withDecision} />
          <main
            id="main"
            ref={main}
            tabIndex={-1}
            className={`w-full max-w-[74rem] px-8 pt-8 pb-12 max-md:px-4 max-md:pt-4 ${withDecision ? 'max-md:pb-18' : 'max-md:pb-8'}`}
          >
            {children}
          </main>
        </div>
        {!withDecision && <BottomBar path={path} waiting={waiting} />}
      </div>
      {sheet === 'stop' && <StopSheet onClose={() => setSheet(null)} />}
      {sheet === 'keys' && <KeysDialog onClose={() => setSheet(null)} />}
      {sheet === 'menu' && <CommandMenu.View {...open} onClose={() => setSheet(null)} />}
    </>
  );
}

/** A new page takes the focus, so that a screen reader starts there; the first page leaves it to the browser. */
function useFocusOnArrival(path: string) {
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== path) main.current?.focus({ preventScroll: true });
    before.current = path;
  }, [path]);
  return main;
}
