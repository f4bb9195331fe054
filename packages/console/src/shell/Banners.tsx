import type { Me, StatusWire } from '@agentport/contract';
import { gateway } from '../api/gateway.ts';
import { useLostSince } from '../api/reach.ts';
import { ActButton } from '../parts/ActButton.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useAct } from '../parts/use-act.ts';
import { clock } from '../words/time.ts';
import { AccountNews } from './AccountNews.tsx';

interface BannersProps {
  status: StatusWire | undefined;
  me: Me;
  /** whether this page may say what happened to the account */
  news: boolean;
}

/** What is true of every page at once: no connection, or everything stopped. */
export function Banners({ status, me, news }: BannersProps) {
  const lostSince = useLostSince();
  return (
    <div role="status">
      {lostSince !== null && (
        <p className="flex items-center gap-3 border-b border-ask-line bg-ask-soft px-8 py-2 text-small text-ask max-md:px-4">
          <Icon name="alert" />
          Not connected since {clock(lostSince)}. What you see may be old, decisions are off.
        </p>
      )}
      {status?.stopped && <EverythingStopped />}
      {status?.policy_proven === false && (
        <p className="flex items-center gap-3 border-b border-deny-line bg-deny-soft px-8 py-2 text-small text-deny max-md:px-4">
          <Icon name="alert" />
          The stored policy is not the one the log knows: somebody changed the database. Everything is denied
          until a person activates another version.
        </p>
      )}
      {news && <AccountNews me={me} />}
    </div>
  );
}

function EverythingStopped() {
  const release = useAct(() => gateway('releaseAll'), ['status', 'agents']);
  return (
    <div className="flex flex-wrap items-center gap-3 border-b border-deny-line bg-deny-soft px-8 py-2 text-small text-deny max-md:px-4">
      <Icon name="stop" />
      <span className="flex-1">Everything is stopped. No call is sent.</span>
      <ActButton
        route="releaseAll"
        className="btn btn-small"
        disabled={release.isPending}
        onClick={() => release.mutate(undefined)}
      >
        {release.isPending ? 'Starting…' : 'Start again'}
      </ActButton>
    </div>
  );
}
