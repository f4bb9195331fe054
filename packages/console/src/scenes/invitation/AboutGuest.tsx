import type { InvitedWire, RouteReply } from '@agentport/contract';
import { gateway } from '../../api/gateway.ts';
import { Door } from '../../parts/Door.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Field } from '../../parts/Field.tsx';
import { deviceName, makePasskey } from '../../parts/passkey.ts';
import { ROLES } from '../../words/roles.ts';
import { FirstFactorForm, type TextOf } from '../setup/FirstFactorForm.tsx';

interface AboutGuestProps {
  token: string;
  invited: InvitedWire;
  onEnrolment(enrolment: RouteReply<'beginInvitation'>): void;
  onPasskey(done: RouteReply<'confirmInvitationByPasskey'>): void;
}

/** E-mail and role are the inviter's; the name and how to sign in are the guest's. */
export function AboutGuest({ token, invited, onEnrolment, onPasskey }: AboutGuestProps) {
  const person = (text: TextOf) => ({ token, name: text('name').trim() });
  return (
    <Door title="You are invited">
      <FirstFactorForm
        failed="You are not in yet."
        intro={<InvitedBy invited={invited} />}
        byPassword={async (text) => {
          const body = { ...person(text), password: text('password') };
          onEnrolment(await gateway('beginInvitation', { body }));
        }}
        byPasskey={async (text) => {
          const offer = await gateway('offerInvitationPasskey', { body: person(text) });
          const { enrolment } = offer;
          const body = { token, enrolment, name: deviceName(), ...(await makePasskey(offer)) };
          onPasskey(await gateway('confirmInvitationByPasskey', { body }));
        }}
      >
        <input type="hidden" name="username" autoComplete="username" value={invited.email} readOnly />
        <Field
          label="Your name"
          name="name"
          type="text"
          autoComplete="name"
          maxLength={80}
          required
          autoFocus
          hint="Others see it beside what you answer."
        />
      </FirstFactorForm>
    </Door>
  );
}

function InvitedBy({ invited }: { invited: InvitedWire }) {
  return (
    <>
      {invited.invited_by === null ? (
        'The administrator of this machine'
      ) : (
        <strong className="font-semibold text-text">
          <PlainText text={invited.invited_by} />
        </strong>
      )}{' '}
      invites <PlainText text={invited.email} /> as{' '}
      <strong className="font-semibold text-text">{ROLES[invited.role].toLowerCase()}</strong>.
    </>
  );
}
