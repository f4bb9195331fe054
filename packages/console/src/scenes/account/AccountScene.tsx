import { useState } from 'react';
import { gateway, knowledge, ME } from '../../api/gateway.ts';
import { useStatus } from '../../api/queries.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { PageHead } from '../../parts/PageHead.tsx';
import { Facts, Panel } from '../../parts/Panel.tsx';
import { useAct } from '../../parts/use-act.ts';
import { Link, navigate } from '../../router/router.tsx';
import { keysWanted, wantKeys } from '../../shell/shortcuts.ts';
import { ROLES } from '../../words/roles.ts';
import type { SceneProps } from '../scenes.ts';
import { Authenticator } from './Authenticator.tsx';
import { CommandLine } from './CommandLine.tsx';
import { CompanyAccount } from './CompanyAccount.tsx';
import { History } from './History.tsx';
import { OwnSignIns } from './OwnSignIns.tsx';
import { Passkeys } from './Passkeys.tsx';
import { Password } from './Password.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { ThemeChoice } from './ThemeChoice.tsx';

/** What belongs to this person and this device; on phones also the way to the pages without a place in the bar. */
export function AccountScene({ me }: SceneProps) {
  const status = useStatus().data;
  const signOut = useAct(async () => {
    await gateway('signOut');
    knowledge.clear();
    knowledge.setQueryData(ME, null);
    navigate('/sign-in', { replace: true });
  }, []);
  return (
    <>
      <PageHead title="You and this device" />
      <div className="grid max-w-[40rem] grid-cols-1 gap-5 max-md:gap-4">
        <MorePages />
        <Panel title="You">
          <Facts
            facts={[
              ['Name', <PlainText key="name" text={me.person.name} />],
              ['E-mail', <PlainText key="email" text={me.person.email} />],
              ['Role', ROLES[me.person.role]],
              ['Gateway', status ? `Version ${status.version}` : null],
            ]}
          />
          <div className="mt-4 grid gap-3">
            {signOut.isError && <ErrorNotice error={signOut.error} title="You are still signed in." />}
            <button
              className="btn justify-self-start"
              type="button"
              disabled={signOut.isPending}
              onClick={() => signOut.mutate(undefined)}
            >
              {signOut.isPending ? 'Signing out…' : 'Sign out'}
            </button>
          </div>
        </Panel>
        <History me={me} />
        <Passkeys />
        <Authenticator />
        <RecoveryCodes />
        <Password me={me} />
        <CompanyAccount />
        <OwnSignIns />
        <CommandLine />
        <Panel title="This device">
          <div className="grid gap-4">
            <ThemeChoice />
            <KeysChoice />
          </div>
        </Panel>
      </div>
    </>
  );
}

const MORE_PAGES = [
  ['/connections', 'plug', 'Connections'],
  ['/policy', 'policy', 'Policy'],
  ['/playground', 'gate', 'Playground'],
  ['/people', 'people', 'People'],
  ['/settings', 'bell', 'Settings'],
] as const;

function MorePages() {
  return (
    <nav className="panel rows md:hidden" aria-label="More pages">
      {MORE_PAGES.map(([to, icon, title]) => (
        <Link
          key={to}
          to={to}
          className="flex min-h-13 items-center gap-3 px-4 font-medium text-text no-underline"
        >
          <Icon name={icon} className="size-5 text-muted" />
          {title}
          <Icon name="chevron" className="ml-auto size-4 text-line-strong" />
        </Link>
      ))}
    </nav>
  );
}

function KeysChoice() {
  const [wanted, setWanted] = useState(keysWanted);
  const choose = (next: boolean) => {
    wantKeys(next);
    setWanted(next);
  };
  return (
    <label className="flex min-h-11 items-center gap-3">
      <input
        className="size-4.5 flex-none accent-ink"
        type="checkbox"
        checked={wanted}
        onChange={(event) => choose(event.target.checked)}
      />
      <span>
        Single keys act
        <span className="block text-small text-muted">
          D denies, A held approves, S opens the stop sheet.
        </span>
      </span>
    </label>
  );
}
