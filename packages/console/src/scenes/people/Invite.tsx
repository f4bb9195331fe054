import type { RouteReply } from '@agentport/contract';
import type { Role } from '@agentport/contract/permissions';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { CopyBox } from '../../parts/CopyBox.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Field } from '../../parts/Field.tsx';
import { FormSheet } from '../../parts/FormSheet.tsx';
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
  return (
    <FormSheet
      title="Invite a person"
      act={invite}
      trouble="Nobody was invited."
      words={['Make the link', 'Making the link…']}
      onSubmit={(form) =>
        invite.mutate({ email: String(form.get('email')).trim(), role: String(form.get('role')) as Role })
      }
      onClose={onClose}
    >
      <Field
        label="E-mail"
        name="email"
        type="email"
        maxLength={254}
        required
        autoFocus
        hint="They sign in with it. A second invitation for it ends the first."
      />
      <RoleChoice giver={role} defaultRole="approver" />
    </FormSheet>
  );
}
