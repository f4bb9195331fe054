import type { MemberWire, TeamWire } from '@agentport/contract';
import type { ComponentProps } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useAgents, useConnections } from '../../api/queries.ts';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { Choices, withChosen } from '../../parts/Choices.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Field } from '../../parts/Field.tsx';
import { useAct } from '../../parts/use-act.ts';

interface ChangeTeamProps {
  /** null makes a new one */
  team: TeamWire | null;
  people: readonly MemberWire[];
  onClose(): void;
}

export function ChangeTeam({ team, people, onClose }: ChangeTeamProps) {
  const agents = (useAgents().data?.items ?? []).filter(({ status }) => status !== 'removed');
  const connections = useConnections().data?.items ?? [];
  const save = useAct(
    async (body: Omit<TeamWire, 'id'>) => {
      if (team) await gateway('changeTeam', { params: { id: team.id }, body });
      else await gateway('createTeam', { body });
      onClose();
    },
    ['teams', 'audit'],
  );
  const remove = useAct(
    async (id: string) => {
      await gateway('removeTeam', { params: { id } });
      onClose();
    },
    ['teams', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const all = (name: string) => form.getAll(name).map(String);
    save.mutate({
      name: String(form.get('name')).trim(),
      members: all('member'),
      agents: all('agent'),
      connections: all('connection'),
    });
  };
  const problem = save.error ?? remove.error;
  return (
    <Dialog title={team ? 'Change the team' : 'Add a team'} onClose={onClose}>
      <form className="grid gap-4" onSubmit={onSubmit}>
        <ActProblem error={problem} title="Nothing was changed." />
        <Field
          label="Name"
          name="name"
          type="text"
          autoComplete="off"
          maxLength={80}
          required
          defaultValue={team?.name}
          autoFocus
        />
        <Choices
          legend="Its people"
          name="member"
          choices={people.map(({ id, name }) => ({ value: id, words: name }))}
          chosen={team?.members ?? []}
        />
        <Choices
          legend="Requests of these agents come to it"
          name="agent"
          choices={withChosen(agents.map(named), team?.agents)}
          chosen={team?.agents ?? []}
        />
        <Choices
          legend="Requests for these connections come to it"
          name="connection"
          choices={withChosen(connections.map(named), team?.connections)}
          chosen={team?.connections ?? []}
        />
        <div className="dialog-end">
          <button className="btn btn-ink" type="submit" disabled={save.isPending || remove.isPending}>
            {save.isPending ? 'Saving…' : 'Save the team'}
          </button>
          {team && (
            <button
              className="btn text-deny"
              type="button"
              disabled={save.isPending || remove.isPending}
              onClick={() => remove.mutate(team.id)}
            >
              Remove the team
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

const named = ({ name }: { name: string }) => ({ value: name, words: name });
