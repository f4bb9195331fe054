import type { Me, MemberWire, Role } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { useAct } from '../../parts/use-act.ts';
import { RoleChoice } from './RoleChoice.tsx';

const TOUCHES = ['people', 'sign-ins', 'teams', 'invitations', 'audit'] as const;

interface ChangeMemberProps {
  person: MemberWire;
  me: Me;
  onClose(): void;
}

/** Role on top; shutting out below it, with what it does beside each button. */
export function ChangeMember({ person, me, onClose }: ChangeMemberProps) {
  const [asked, setAsked] = useState(false);
  const params = { id: person.id };
  const act = useAct(async (what: 'suspend' | 'restore' | 'remove' | 'sign-out' | Role) => {
    if (what === 'suspend') await gateway('suspendPerson', { params });
    else if (what === 'restore') await gateway('restorePerson', { params });
    else if (what === 'remove') await gateway('removePerson', { params });
    else if (what === 'sign-out') await gateway('endSignIns', { params });
    else await gateway('changeRole', { params, body: { role: what } });
    onClose();
  }, TOUCHES);
  const suspended = person.status === 'suspended';
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    act.mutate(String(new FormData(event.currentTarget).get('role')) as Role);
  };
  return (
    <Dialog title={`Change ${person.name}`} onClose={onClose}>
      <div className="grid gap-5">
        <ActProblem error={act.error} title="Nothing was changed." />
        <form className="grid gap-3" onSubmit={onSubmit}>
          <RoleChoice giver={me.person.role} defaultRole={person.role} />
          <button className="btn btn-ink justify-self-start" type="submit" disabled={act.isPending}>
            {act.isPending ? 'Changing…' : 'Give this role'}
          </button>
          <p className="text-small text-muted">A new role ends their sign-ins: they sign in again.</p>
        </form>
        <div className="grid gap-3 border-t border-line pt-5">
          <Way
            words="Ends every sign-in at once. They can sign in again."
            button="Sign out everywhere"
            disabled={act.isPending}
            onClick={() => act.mutate('sign-out')}
          />
          {suspended ? (
            <Way
              words="They may sign in again, with the role they had."
              button="Restore"
              disabled={act.isPending}
              onClick={() => act.mutate('restore')}
            />
          ) : (
            <Way
              words="Out at once, and kept out until restored."
              button="Suspend"
              disabled={act.isPending}
              onClick={() => act.mutate('suspend')}
            />
          )}
          {asked ? (
            <button
              className="btn btn-deny"
              type="button"
              disabled={act.isPending}
              onClick={() => act.mutate('remove')}
            >
              <Icon name="deny" />
              Remove {person.name} for good
            </button>
          ) : (
            <Way
              words="For good. What they answered stays in the record."
              button="Remove…"
              deny
              disabled={act.isPending}
              onClick={() => setAsked(true)}
            />
          )}
        </div>
      </div>
    </Dialog>
  );
}

interface WayProps {
  words: string;
  button: string;
  deny?: boolean;
  disabled: boolean;
  onClick(): void;
}

function Way({ words, button, deny = false, disabled, onClick }: WayProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-4">
      <p className="text-small text-muted">{words}</p>
      <button
        className={`btn btn-small min-w-24 ${deny ? 'text-deny' : ''}`}
        type="button"
        disabled={disabled}
        onClick={onClick}
      >
        {button}
      </button>
    </div>
  );
}
