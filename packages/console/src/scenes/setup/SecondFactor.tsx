import type { RouteReply } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { Door } from '../../parts/Door.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { CodeField } from '../../parts/Field.tsx';
import { NewAuthenticator } from '../../parts/NewAuthenticator.tsx';
import { StepCount } from './StepCount.tsx';

interface SecondFactorProps {
  enrolment: RouteReply<'beginSetup'>;
  /** with the first code the app shows */
  confirm(code: string): Promise<void>;
  onBack(): void;
}

export function SecondFactor({ enrolment, confirm, onBack }: SecondFactorProps) {
  const [problem, setProblem] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const send = async (code: string) => {
    setSending(true);
    setProblem(null);
    try {
      await confirm(code);
    } catch (error) {
      setProblem(error);
      setSending(false);
    }
  };
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    void send(String(new FormData(event.currentTarget).get('code')).trim());
  };
  return (
    <Door title="Add your second factor">
      <StepCount step={2} />
      <p className="text-muted">
        Scan this with an authenticator app. High risks are approved with its codes.
      </p>
      <NewAuthenticator uri={enrolment.totp_uri} secret={enrolment.totp_secret} />
      <form className="grid gap-4" onSubmit={onSubmit}>
        {problem !== null && <ErrorNotice error={problem} title="Not confirmed." />}
        <CodeField label="The code it shows now" autoFocus />
        <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-3">
          <button className="btn btn-big" type="button" onClick={onBack}>
            Back
          </button>
          <button className="btn btn-ink btn-big" type="submit" disabled={sending}>
            {sending ? 'Checking…' : 'Confirm'}
          </button>
        </div>
      </form>
    </Door>
  );
}
