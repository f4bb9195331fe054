import type { AgentWire } from '@agentport/contract';
import { useState } from 'react';
import { gateway } from '../api/gateway.ts';
import { useAgents } from '../api/queries.ts';
import { ActButton } from '../parts/ActButton.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { PlainText } from '../parts/EscapedText.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useAct } from '../parts/use-act.ts';
import { count } from '../words/count.ts';

const EVERYTHING = 'everything';
/** Agents to choose from at once; among more, a person types. */
const CHOICES_MAX = 12;

/** Stops one agent or everything. Stopping needs no second factor; starting again does. */
export function StopSheet({ agentId, onClose }: { agentId?: string; onClose(): void }) {
  const agents = (useAgents().data?.items ?? []).filter((agent) => agent.status === 'active');
  const [scope, setScope] = useState(agentId ?? EVERYTHING);
  const [typed, setTyped] = useState('');
  const chosen = agents.find((agent) => agent.id === scope);
  const wanted = typed.trim().toLowerCase();
  const fitting = agents.filter((agent) => agent === chosen || agent.name.toLowerCase().includes(wanted));
  const shown = fitting.toSorted((a, b) => Number(b === chosen) - Number(a === chosen)).slice(0, CHOICES_MAX);
  const stop = useAct(
    async (what: string) => {
      if (what === EVERYTHING) await gateway('stopAll');
      else await gateway('stopAgent', { params: { id: what } });
    },
    ['status', 'agents', 'approvals', 'approval', 'audit'],
  );
  return (
    <Dialog title="Stop" onClose={onClose}>
      {stop.isSuccess ? (
        <Stopped onClose={onClose} />
      ) : (
        <div className="grid gap-4">
          <fieldset className="grid gap-2">
            <legend className="mb-2 text-muted">What must stop?</legend>
            <Choice value={EVERYTHING} scope={scope} onChoose={setScope}>
              Everything
            </Choice>
            {agents.length > CHOICES_MAX && (
              <input
                className="field"
                type="search"
                aria-label="Name of an agent"
                placeholder={`One of ${agents.length.toLocaleString('en-GB')} agents`}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
            {shown.map((agent) => (
              <Choice key={agent.id} value={agent.id} scope={scope} onChoose={setScope}>
                <PlainText text={agent.name} />
              </Choice>
            ))}
          </fieldset>
          <p>{consequence(chosen)}</p>
          {stop.isError && <ErrorNotice error={stop.error} title="Nothing was stopped." />}
          <div className="grid grid-cols-2 gap-3">
            <button className="btn btn-big" type="button" onClick={onClose}>
              Cancel
            </button>
            <ActButton
              route="stopAll"
              className="btn btn-big border-deny-solid bg-deny-solid text-on-ink hover:bg-deny"
              disabled={stop.isPending}
              onClick={() => stop.mutate(scope)}
            >
              <Icon name="stop" />
              {stop.isPending ? 'Stopping…' : 'Stop now'}
            </ActButton>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function consequence(agent: AgentWire | undefined): string {
  const who = agent ? 'New calls of this agent' : 'New calls of every agent';
  const waiting = agent
    ? ` ${count(agent.waiting, 'waiting request')} withdrawn with it.`
    : ' What waits is withdrawn.';
  return `${who} are refused at once.${waiting} What is already on its way may have happened.`;
}

interface ChoiceProps {
  value: string;
  scope: string;
  onChoose(value: string): void;
  children: React.ReactNode;
}

function Choice({ value, scope, onChoose, children }: ChoiceProps) {
  return (
    <label className="flex min-h-11 items-center gap-3 rounded-control border border-line px-3 font-medium has-checked:border-ink has-checked:bg-hover">
      <input
        className="size-4 accent-ink"
        type="radio"
        name="scope"
        value={value}
        checked={scope === value}
        onChange={() => onChoose(value)}
      />
      {children}
    </label>
  );
}

function Stopped({ onClose }: { onClose(): void }) {
  return (
    <div className="grid gap-4" role="status">
      <p>
        <strong className="font-semibold">Stopped by you.</strong> Only a person with a second factor can
        start it again.
      </p>
      <button className="btn btn-big" type="button" onClick={onClose}>
        Close
      </button>
    </div>
  );
}
