import type { RouteReply } from '@agentport/contract';
import type { Role } from '@agentport/contract/permissions';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { CopyBox } from '../../parts/CopyBox.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Field } from '../../parts/Field.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { ROLES } from '../../words/roles.ts';
import { day } from '../../words/time.ts';
import { RoleChoice } from './RoleChoice.tsx';

/** Makes a link for one person. The role is the inviter's word, not the guest's. */
export function Invite({ role, onClose }: { role: Role; onClose(): void }) {
  const [made, setMade] = useState<RouteReply<'invite'> | null>(null);
  const invite = useAct(
    async (body: { email: string; role: Role }) => setMade(await gateway('invite', { body })),
    ['invitations', 'audit'],
  );
  if (made) {
    return (
      <Dialog title="Give them this link" onClose={onClose}>
        <div className="grid gap-4">
          <p>
            It lets <PlainText text={made.invitation.email} /> in as{' '}
            {ROLES[made.invitation.role].toLowerCase()}, once, until{' '}
            {day(Date.parse(made.invitation.expires_at))}. It is shown now and never again.
          </p>
          <CopyBox text={made.link} label="the invitation link" />
          <p className="text-small text-muted">
            Whoever opens it first comes in: send it to nobody else, and by a way that only they read.
          </p>
          <button className="btn btn-ink btn-big" type="button" onClick={onClose}>
            Done
          </button>
        </div>
      </Dialog>
    );
  }
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    invite.mutate({ email: String(form.get('email')).trim(), role: String(form.get('role')) as Role });
  };
  return (
    <Dialog title="Invite a person" onClose={onClose}>
      <form className="grid gap-4" onSubmit={onSubmit}>
        {invite.isError && !(invite.error instanceof StepUpCancelled) && (
          <ErrorNotice error={invite.error} title="Nobody was invited." />
        )}
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="off"
          maxLength={254}
          required
          autoFocus
          hint="They sign in with it. A second invitation for it ends the first."
        />
        <RoleChoice giver={role} defaultRole="approver" />
        <button className="btn btn-ink btn-big" type="submit" disabled={invite.isPending}>
          {invite.isPending ? 'Making the link…' : 'Make the link'}
        </button>
      </form>
    </Dialog>
  );
}
