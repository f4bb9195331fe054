import type { AgentWire } from '@agentport/contract';
import { gateway } from '../../api/gateway.ts';
import { PlainText } from '../../parts/EscapedText.tsx';
import { FormSheet } from '../../parts/FormSheet.tsx';
import { SelectField } from '../../parts/SelectField.tsx';
import { useAct } from '../../parts/use-act.ts';
import { nameOf, usePeople } from '../people/queries.ts';

const NOBODY = '';

/** Who looks after an agent, by name. */
export function OwnerName({ agent: { owner_id } }: { agent: Pick<AgentWire, 'owner_id'> }) {
  const people = usePeople().data?.items;
  if (owner_id === null) return 'Nobody in particular';
  return <PlainText text={people ? nameOf(people, owner_id) : '…'} />;
}

interface ChangeOwnerProps {
  agent: AgentWire;
  onClose(): void;
}

export function ChangeOwner({ agent, onClose }: ChangeOwnerProps) {
  const people = usePeople().data?.items.filter(({ status }) => status === 'active') ?? [];
  const options = [
    [NOBODY, 'Nobody in particular'],
    ...people.map(({ id, name }) => [id, name] as const),
  ] as const;
  const change = useAct(
    async (owner: string) => {
      await gateway('changeAgent', {
        params: { id: agent.id },
        body: { owner_id: owner === NOBODY ? null : owner },
      });
      onClose();
    },
    ['agents', 'audit'],
  );
  return (
    <FormSheet
      title={`Who looks after ${agent.name}`}
      act={change}
      trouble="Nothing was changed."
      words={['Save', 'Saving…']}
      onSubmit={(form) => change.mutate(String(form.get('owner')))}
      onClose={onClose}
    >
      <SelectField
        key={people.length}
        label="Person"
        name="owner"
        options={options}
        defaultValue={agent.owner_id ?? NOBODY}
        hint="They answer for it. Handing it over changes nothing that it may do."
      />
    </FormSheet>
  );
}
