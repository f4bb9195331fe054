import type { RouteReply } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ConnectAgent } from './ConnectAgent.tsx';

const DAYS_DEFAULT = 90;

export function CreateAgent({ onClose }: { onClose(): void }) {
  const [created, setCreated] = useState<RouteReply<'createAgent'> | null>(null);
  const create = useAct(
    async (input: { name: string; days: number }) => {
      const body = { name: input.name, ...(input.days > 0 ? { expires_in_days: input.days } : {}) };
      setCreated(await gateway('createAgent', { body }));
    },
    ['agents', 'audit'],
  );
  if (created) {
    return (
      <Dialog title="Connect the agent" onClose={onClose}>
        <ConnectAgent created={created} onDone={onClose} />
      </Dialog>
    );
  }
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate({ name: String(form.get('name')).trim(), days: Number(form.get('days')) });
  };
  return (
    <Dialog title="Add an agent" onClose={onClose}>
      <form className="grid gap-4" onSubmit={onSubmit}>
        {create.isError && !(create.error instanceof StepUpCancelled) && (
          <ErrorNotice error={create.error} title="No agent was added." />
        )}
        <Field
          label="Name"
          name="name"
          type="text"
          autoComplete="off"
          maxLength={64}
          required
          autoFocus
          hint="People see it on every request, for example billing-helper."
        />
        <div className="grid gap-1.5">
          <label className="font-medium" htmlFor="agent-days">
            Its token ends after
          </label>
          <select id="agent-days" className="field" name="days" defaultValue={DAYS_DEFAULT}>
            <option value={30}>30 days</option>
            <option value={90}>90 days</option>
            <option value={365}>1 year</option>
            <option value={0}>Never</option>
          </select>
        </div>
        <button className="btn btn-ink btn-big" type="submit" disabled={create.isPending}>
          {create.isPending ? 'Adding…' : 'Add and show its token'}
        </button>
      </form>
    </Dialog>
  );
}
