import { gateway } from '../../api/gateway.ts';
import { Field } from '../../parts/Field.tsx';
import { FormSheet } from '../../parts/FormSheet.tsx';
import { SelectField } from '../../parts/SelectField.tsx';
import { TickField } from '../../parts/TickField.tsx';
import { useAct } from '../../parts/use-act.ts';
import { navigate } from '../../router/router.tsx';
import { ReachChoice, reachOf } from './ReachChoice.tsx';
import { DAYS, DAYS_DEFAULT } from './token-days.ts';
import { keepToken } from './token-once.ts';

export function CreateAgent({ onClose }: { onClose(): void }) {
  const create = useAct(
    async (form: FormData) => {
      const days = Number(form.get('days'));
      const connections = reachOf(form);
      const body = {
        name: String(form.get('name')).trim(),
        ...(connections === null ? {} : { connections }),
        ...(days > 0 ? { expires_in_days: days } : {}),
        ...(form.has('test') ? { test: true } : {}),
      };
      const { agent, token } = await gateway('createAgent', { body });
      keepToken(agent.id, token);
      onClose();
      navigate(`/agents/${agent.id}/connect`);
    },
    ['agents', 'audit'],
  );
  return (
    <FormSheet
      title="Add an agent"
      act={create}
      trouble="No agent was added."
      words={['Add and show its token', 'Adding…']}
      onSubmit={(form) => create.mutate(form)}
      onClose={onClose}
    >
      <Field
        label="Name"
        name="name"
        type="text"
        maxLength={40}
        required
        autoFocus
        hint="People see it on every request, for example billing-helper."
      />
      <ReachChoice given={null} />
      <SelectField label="Its token ends after" name="days" options={DAYS} defaultValue={DAYS_DEFAULT} />
      <TickField name="test" text="People may really ask as it, from the playground. This stays as it is.">
        For tests
      </TickField>
    </FormSheet>
  );
}
