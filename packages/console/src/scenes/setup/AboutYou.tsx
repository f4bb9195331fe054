import type { RouteReply } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Door } from '../../parts/Door.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { StepCount } from './StepCount.tsx';

interface AboutYouProps {
  token: string;
  onEnrolment(enrolment: RouteReply<'beginSetup'>): void;
}

export function AboutYou({ token, onEnrolment }: AboutYouProps) {
  const [problem, setProblem] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const send = async (form: FormData) => {
    setSending(true);
    setProblem(null);
    const text = (name: string) => String(form.get(name) ?? '');
    const body = {
      token,
      email: text('email').trim(),
      name: text('name').trim(),
      password: text('password'),
    };
    try {
      onEnrolment(await gateway('beginSetup', { body }));
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
      <StepCount step={1} />
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
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={12}
          required
          hint="At least 12 characters. A sentence is good."
        />
        <button className="btn btn-ink btn-big" type="submit" disabled={sending}>
          {sending ? 'Checking…' : 'Continue'}
        </button>
      </form>
    </Door>
  );
}
