import type { InvitedWire, RouteReply } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Door } from '../../parts/Door.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { PlainText } from '../../parts/EscapedText.tsx';
import { Field } from '../../parts/Field.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { deviceName, makePasskey, passkeysPossible } from '../../parts/passkey.ts';
import { ROLES } from '../../words/roles.ts';
import { StepCount } from '../setup/StepCount.tsx';

interface AboutGuestProps {
  token: string;
  invited: InvitedWire;
  onEnrolment(enrolment: RouteReply<'beginInvitation'>): void;
  onPasskey(done: RouteReply<'confirmInvitationByPasskey'>): void;
}

/** E-mail and role are the inviter's; the name and how to sign in are the guest's. */
export function AboutGuest({ token, invited, onEnrolment, onPasskey }: AboutGuestProps) {
  const possible = passkeysPossible();
  const [byPassword, setByPassword] = useState(!possible);
  const [problem, setProblem] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const send = async (form: FormData) => {
    setSending(true);
    setProblem(null);
    const text = (name: string) => String(form.get(name) ?? '');
    const person = { token, name: text('name').trim() };
    try {
      if (byPassword) {
        const body = { ...person, password: text('password') };
        return onEnrolment(await gateway('beginInvitation', { body }));
      }
      const offer = await gateway('offerInvitationPasskey', { body: person });
      const body = { token, enrolment: offer.enrolment, name: deviceName(), ...(await makePasskey(offer)) };
      onPasskey(await gateway('confirmInvitationByPasskey', { body }));
    } catch (error) {
      setProblem(error);
      setSending(false);
    }
  };
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    void send(new FormData(event.currentTarget));
  };
  return (
    <Door title="You are invited">
      {byPassword ? <StepCount step={1} /> : <StepCount step={1} of={2} />}
      <p className="text-muted">
        {invited.invited_by === null ? (
          'The administrator of this machine'
        ) : (
          <Inviter name={invited.invited_by} />
        )}{' '}
        invites <PlainText text={invited.email} /> as{' '}
        <strong className="font-semibold text-text">{ROLES[invited.role].toLowerCase()}</strong>.
      </p>
      <form className="grid gap-4" onSubmit={onSubmit}>
        {problem !== null && <ErrorNotice error={problem} title="You are not in yet." />}
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
        {byPassword && (
          <Field
            label="Password"
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={12}
            required
            hint="At least 12 characters. A sentence is good."
          />
        )}
        <button className="btn btn-ink btn-big" type="submit" disabled={sending}>
          {!byPassword && <Icon name="key" />}
          {wordsOf(byPassword, sending)}
        </button>
      </form>
      {possible && (
        <button
          className="link justify-self-start self-start"
          type="button"
          disabled={sending}
          onClick={() => {
            setByPassword(!byPassword);
            setProblem(null);
          }}
        >
          {byPassword ? 'Use a passkey instead' : 'Use a password and an authenticator app instead'}
        </button>
      )}
    </Door>
  );
}

function Inviter({ name }: { name: string }) {
  return (
    <strong className="font-semibold text-text">
      <PlainText text={name} />
    </strong>
  );
}

function wordsOf(byPassword: boolean, sending: boolean): string {
  if (byPassword) return sending ? 'Checking…' : 'Continue';
  return sending ? 'Waiting for your passkey…' : 'Create a passkey';
}
