import type { AgentWire } from '@agentport/contract';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { day, dayAndClock } from '../../words/time.ts';

type Token = AgentWire['tokens'][number];
const SOON_MS = 7 * 86_400_000;

export function TokenRow({ agentId, token }: { agentId: string; token: Token }) {
  const now = useNow();
  const revoke = useAct(
    () => gateway('revokeToken', { params: { id: agentId, token: token.id } }),
    ['agents', 'audit'],
  );
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-5 py-3 max-md:px-4">
      <Icon name="key" className="size-4.5 text-muted" />
      <p className="min-w-0">
        {endWords(token, now)}
        <span className="block text-small text-muted wrap-anywhere">
          Made {day(Date.parse(token.created_at))}, <code>{token.id}</code>
        </span>
      </p>
      <button
        className="btn btn-small text-deny"
        type="button"
        disabled={revoke.isPending}
        onClick={() => revoke.mutate(undefined)}
      >
        {revoke.isPending ? 'Revoking…' : 'Revoke'}
      </button>
      {revoke.isError && !(revoke.error instanceof StepUpCancelled) && (
        <div className="col-span-3">
          <ErrorNotice error={revoke.error} title="It still counts." />
        </div>
      )}
    </li>
  );
}

function endWords({ expires_at }: Token, now: number): string {
  if (expires_at === null) return 'Without an end';
  const end = Date.parse(expires_at);
  if (end <= now) return `Ended ${day(end)}`;
  return `Ends ${end - now < SOON_MS ? dayAndClock(end) : day(end)}`;
}
