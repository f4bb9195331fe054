import type { RouteReply } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Door } from '../../parts/Door.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { deviceName, makePasskey, passkeysPossible } from '../../parts/passkey.ts';
import { StepCount } from './StepCount.tsx';

interface AboutYouProps {
  token: string;
  onEnrolment(enrolment: RouteReply<'beginSetup'>): void;
  onPasskey(done: RouteReply<'confirmPasskeySetup'>): void;
}

/** Who the first person is. A passkey is both factors in one step; password and code are the other way. */
export function AboutYou({ token, onEnrolment, onPasskey }: AboutYouProps) {
  const possible = passkeysPossible();
  const [byPassword, setByPassword] = useState(!possible);
  const [problem, setProblem] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const send = async (form: FormData) => {
    setSending(true);
    setProblem(null);
    const text = (name: string) => String(form.get(name) ?? '');
    const person = { token, email: text('email').trim(), name: text('name').trim() };
    try {
      if (byPassword) {
        const body = { ...person, password: text('password') };
        return onEnrolment(await gateway('beginSetup', { body }));
      }
      const offer = await gateway('beginPasskeySetup', { body: person });
      const { enrolment } = offer;
      const body = { token, enrolment, name: deviceName(), ...(await makePasskey(offer)) };
      onPasskey(await gateway('confirmPasskeySetup', { body }));
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
    <Door title="Set up AgentPort">
      {byPassword ? <StepCount step={1} /> : <StepCount step={1} of={2} />}
      <p className="text-muted">You will be the first person who answers what agents ask.</p>
      <form className="grid gap-4" onSubmit={onSubmit}>
        {problem !== null && <ErrorNotice error={problem} title="Nothing was set up." />}
        <Field
          label="Your name"
          name="name"
          type="text"
          autoComplete="name"
          maxLength={100}
          required
          autoFocus
        />
        <Field label="E-mail" name="email" type="email" autoComplete="username" required />
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

function wordsOf(byPassword: boolean, sending: boolean): string {
  if (byPassword) return sending ? 'Checking…' : 'Continue';
  return sending ? 'Waiting for your passkey…' : 'Create a passkey';
}
