import { type ComponentProps, type ReactNode, useState } from 'react';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { passkeysPossible } from '../../parts/passkey.ts';
import { StepCount } from './StepCount.tsx';

/** A field of the form by its name, empty when it was left out. */
export type TextOf = (name: string) => string;

interface FirstFactorFormProps {
  /** what has not happened when it fails */
  failed: string;
  intro: ReactNode;
  /** who the person is */
  children: ReactNode;
  byPasskey(text: TextOf): Promise<void>;
  byPassword(text: TextOf): Promise<void>;
}

/**
 * How somebody new will sign in, from a setup link or an invitation. A passkey is both factors in one step; password and
 * code are the other way.
 */
export function FirstFactorForm({ failed, intro, children, byPasskey, byPassword }: FirstFactorFormProps) {
  const possible = passkeysPossible();
  const [wantsPassword, setWantsPassword] = useState(!possible);
  const [problem, setProblem] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const send = async (form: FormData) => {
    setSending(true);
    setProblem(null);
    const text: TextOf = (name) => String(form.get(name) ?? '');
    try {
      await (wantsPassword ? byPassword(text) : byPasskey(text));
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
    <>
      {wantsPassword ? <StepCount step={1} /> : <StepCount step={1} of={2} />}
      <p className="text-muted">{intro}</p>
      <form className="grid gap-4" onSubmit={onSubmit}>
        {problem !== null && <ErrorNotice error={problem} title={failed} />}
        {children}
        {wantsPassword && (
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
          {!wantsPassword && <Icon name="key" />}
          {wordsOf(wantsPassword, sending)}
        </button>
      </form>
      {possible && (
        <button
          className="link justify-self-start self-start"
          type="button"
          disabled={sending}
          onClick={() => {
            setWantsPassword(!wantsPassword);
            setProblem(null);
          }}
        >
          {wantsPassword ? 'Use a passkey instead' : 'Use a password and an authenticator app instead'}
        </button>
      )}
    </>
  );
}

function wordsOf(wantsPassword: boolean, sending: boolean): string {
  if (wantsPassword) return sending ? 'Checking…' : 'Continue';
  return sending ? 'Waiting for your passkey…' : 'Create a passkey';
}
