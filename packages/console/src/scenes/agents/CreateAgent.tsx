import type { ComponentProps } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { navigate } from '../../router/router.tsx';
import { ReachChoice, reachOf } from './ReachChoice.tsx';
import { keepToken } from './token-once.ts';

const DAYS_DEFAULT = 90;

export function CreateAgent({ onClose }: { onClose(): void }) {
  const create = useAct(
    async (form: FormData) => {
      const days = Number(form.get('days'));
      const connections = reachOf(form);
      const body = {
        name: String(form.get('name')).trim(),
        ...(connections === null ? {} : { connections }),
        ...(days > 0 ? { expires_in_days: days } : {}),
      };
      const { agent, token } = await gateway('createAgent', { body });
      keepToken(agent.id, token);
      onClose();
      navigate(`/agents/${agent.id}/connect`);
    },
    ['agents', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    create.mutate(new FormData(event.currentTarget));
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
          maxLength={40}
          required
          autoFocus
          hint="People see it on every request, for example billing-helper."
        />
        <ReachChoice given={null} />
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
