import type { AgentWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { FormSheet } from '../../parts/FormSheet.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { SelectField } from '../../parts/SelectField.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useNow } from '../../parts/use-now.ts';
import { day, dayAndClock } from '../../words/time.ts';
import { DAYS, DAYS_DEFAULT } from './token-days.ts';

type Token = AgentWire['tokens'][number];
const SOON_MS = 7 * 86_400_000;

export function TokenRow({ agentId, token }: { agentId: string; token: Token }) {
  const now = useNow();
  const revoke = useAct(
    () => gateway('revokeToken', { params: { id: agentId, token: token.id } }),
    ['agents', 'audit'],
  );
  const [changing, setChanging] = useState(false);
  const ended = token.expires_at !== null && Date.parse(token.expires_at) <= now;
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-5 py-3 max-md:px-4">
      <Icon name="key" className="size-4.5 text-muted" />
      <p className="min-w-0">
        {endWords(token, now)}
        <span className="block text-small text-muted wrap-anywhere">
          Made {day(Date.parse(token.created_at))}, <code>{token.id}</code>
        </span>
      </p>
      <div className="flex flex-wrap justify-end gap-2 max-md:col-span-2 max-md:col-start-2 max-md:justify-start">
        {!ended && (
          <ActButton route="changeToken" className="btn btn-small" onClick={() => setChanging(true)}>
            Change end…
          </ActButton>
        )}
        <ActButton
          route="revokeToken"
          className="btn btn-small text-deny"
          disabled={revoke.isPending}
          onClick={() => revoke.mutate(undefined)}
        >
          {revoke.isPending ? 'Revoking…' : 'Revoke'}
        </ActButton>
      </div>
      <div className="col-span-3 empty:hidden">
        <ActProblem error={revoke.error} title="It still counts." />
      </div>
      {changing && <ChangeEnd agentId={agentId} token={token} onClose={() => setChanging(false)} />}
    </li>
  );
}

interface ChangeEndProps {
  agentId: string;
  token: Token;
  onClose(): void;
}

function ChangeEnd({ agentId, token, onClose }: ChangeEndProps) {
  const change = useAct(
    async (days: number) => {
      await gateway('changeToken', {
        params: { id: agentId, token: token.id },
        body: { expires_in_days: days > 0 ? days : null },
      });
      onClose();
    },
    ['agents', 'audit'],
  );
  return (
    <FormSheet
      title="When this token ends"
      act={change}
      trouble="It ends as before."
      words={['Save', 'Saving…']}
      onSubmit={(form) => change.mutate(Number(form.get('days')))}
      onClose={onClose}
    >
      <SelectField
        label="It ends after"
        name="days"
        options={DAYS}
        defaultValue={DAYS_DEFAULT}
        hint="Counted from now. To end it at once, revoke it."
      />
    </FormSheet>
  );
}

function endWords({ expires_at }: Token, now: number): string {
  if (expires_at === null) return 'Without an end';
  const end = Date.parse(expires_at);
  if (end <= now) return `Ended ${day(end)}`;
  return `Ends ${end - now < SOON_MS ? dayAndClock(end) : day(end)}`;
}
