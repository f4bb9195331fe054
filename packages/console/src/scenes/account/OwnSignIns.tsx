import type { SignInWire } from '@agentport/contract';
import { useQuery } from '@tanstack/react-query';
import { gateway, knowledge, ME } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { navigate } from '../../router/router.tsx';
import { deviceWords } from '../../words/device.ts';
import { ago } from '../../words/time.ts';

/** Where this person is signed in. One that nobody knows is ended here. */
export function OwnSignIns() {
  const signIns = useQuery({ queryKey: ['own-sign-ins'], queryFn: () => gateway('listOwnSignIns') });
  const now = useNow();
  const end = useAct(
    async (id: string) => gateway('endOwnSignIn', { params: { id } }),
    ['own-sign-ins', 'audit'],
  );
  const endAll = useAct(async () => {
    await gateway('signOutEverywhere');
    knowledge.clear();
    knowledge.setQueryData(ME, null);
    navigate('/sign-in', { replace: true });
  }, []);
  const items = signIns.data?.items ?? [];
  const problem = end.error ?? endAll.error;
  return (
    <Panel title="Where you are signed in" flush>
      {problem && (
        <div className="px-5 pt-4 max-md:px-4">
          <ErrorNotice error={problem} title="You are still signed in there." />
        </div>
      )}
      {signIns.isError && (
        <div className="p-5 max-md:p-4">
          <ErrorNotice
            error={signIns.error}
            title="Where you are signed in could not be loaded."
            retry={signIns.refetch}
          />
        </div>
      )}
      <ul className="rows">
        {items.map((signIn) => (
          <Row
            key={signIn.id}
            signIn={signIn}
            now={now}
            busy={end.isPending}
            onEnd={() => end.mutate(signIn.id)}
          />
        ))}
      </ul>
      <div className="border-t border-line px-5 py-3 max-md:px-4">
        <button
          className="btn btn-small text-deny"
          type="button"
          disabled={endAll.isPending}
          onClick={() => endAll.mutate(undefined)}
        >
          {endAll.isPending ? 'Signing out…' : 'Sign out everywhere'}
        </button>
      </div>
    </Panel>
  );
}

interface RowProps {
  signIn: SignInWire;
  now: number;
  busy: boolean;
  onEnd(): void;
}

function Row({ signIn, now, busy, onEnd }: RowProps) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-4 px-5 py-3 max-md:px-4">
      <div className="min-w-0">
        <h3 className="truncate">
          <PlainText text={deviceWords(signIn.user_agent)} />
        </h3>
        <p className="text-small text-muted">
          {signIn.address ?? 'This machine'}, since {ago(Date.parse(signIn.started_at), now)}
        </p>
      </div>
      {signIn.current ? (
        <span className="text-small text-muted">This one</span>
      ) : (
        <button className="btn btn-small" type="button" disabled={busy} onClick={onEnd}>
          End<span className="sr-only"> the sign-in by {deviceWords(signIn.user_agent)}</span>
        </button>
      )}
    </li>
  );
}
