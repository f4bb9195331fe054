import type { AgentWire } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ActButton } from '../../parts/ActButton.tsx';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { CopyBox } from '../../parts/CopyBox.tsx';
import { useAct } from '../../parts/use-act.ts';
import { DAYS, DAYS_DEFAULT } from './token-days.ts';

/** One more token, shown here and nowhere else; the old ones go on for as long as a person says. */
export function NewToken({ agent }: { agent: AgentWire }) {
  const [token, setToken] = useState<string | null>(null);
  const make = useAct(
    async (form: FormData) => {
      const [days, overlap] = [Number(form.get('days')), Number(form.get('overlap'))];
      const body = {
        ...(days > 0 ? { expires_in_days: days } : {}),
        ...(overlap > 0 ? { old_end_in_hours: overlap } : {}),
      };
      setToken((await gateway('rotateToken', { params: { id: agent.id }, body })).token);
    },
    ['agents', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    make.mutate(new FormData(event.currentTarget));
  };
  if (token) {
    return (
      <div className="grid grid-cols-1 gap-2">
        <p className="text-muted">Shown once. We keep only a fingerprint, so it cannot be shown again.</p>
        <CopyBox text={`export AGENTPORT_TOKEN=${token}`} label="the token" />
      </div>
    );
  }
  const live = agent.tokens.filter((one) => one.revoked_at === null).length;
  return (
    <form className="grid gap-3" onSubmit={onSubmit}>
      <p className="text-muted">
        {live === 0 ? 'It has none: make one.' : 'Shown once, when it was made. Lost it? Make a new one.'}
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <Choice label="It ends after" name="days" options={DAYS} value={DAYS_DEFAULT} />
        {live > 0 && <Choice label="The old one ends" name="overlap" options={OVERLAPS} value={24} />}
        <ActButton route="rotateToken" className="btn" type="submit" disabled={make.isPending}>
          {make.isPending ? 'Making…' : 'Make a new token'}
        </ActButton>
      </div>
      <ActProblem error={make.error} title="No token was made." />
    </form>
  );
}

const OVERLAPS = [
  [1, 'in 1 hour'],
  [24, 'in 24 hours'],
  [168, 'in 7 days'],
  [0, 'as before'],
] as const;

interface ChoiceProps {
  label: string;
  name: string;
  options: readonly (readonly [number, string])[];
  value: number;
}

function Choice({ label, name, options, value }: ChoiceProps) {
  return (
    <label className="grid min-w-36 flex-[0_1_10rem] gap-1 text-small">
      {label}
      <select className="field" name={name} defaultValue={value}>
        {options.map(([amount, words]) => (
          <option key={amount} value={amount}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
