import type { Me } from '@agentport/contract';
import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useEffect, useState } from 'react';
import { codeOf, gateway, knowledge, ME } from '../../api/gateway.ts';
import { useMe } from '../../api/queries.ts';
import { Door } from '../../parts/Door.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { CodeField, Field } from '../../parts/Field.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { passkeysPossible } from '../../parts/passkey.ts';
import { navigate, useQueryParam } from '../../router/router.tsx';
import { safeNext } from '../../router/safe-next.ts';
import { CompanyEntry } from './CompanyEntry.tsx';
import { PasskeyEntry } from './PasskeyEntry.tsx';
import { Recovery } from './Recovery.tsx';

/** A passkey, or e-mail, password and code; then on to where the person wanted to go. */
export function SignInScene() {
  const next = safeNext(useQueryParam('next'), window.location.origin);
  const me = useMe().data;
  const [problem, setProblem] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  useEffect(() => {
    if (me) navigate(next, { replace: true });
  }, [me, next]);

  const enter = async (by: () => Promise<Me>) => {
    setSending(true);
    setProblem(null);
    try {
      knowledge.setQueryData(ME, await by());
    } catch (error) {
      setProblem(error);
      setSending(false);
    }
  };
  const passkey = passkeysPossible();
  return (
    <Door title={next.startsWith('/approvals/') ? 'Sign in to answer' : 'Sign in'}>
      <SetupMissing />
      {problem !== null && (
        <ErrorNotice error={problem} title={TITLES[codeOf(problem) ?? ''] ?? 'Not signed in.'} />
      )}
      <div className="grid gap-3">
        {passkey && <PasskeyEntry busy={sending} enter={(by) => void enter(by)} />}
        <CompanyEntry next={next} busy={sending} onProblem={setProblem} />
      </div>
      {passkey && (
        <p className="flex items-center gap-3 text-small text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          or
        </p>
      )}
      <PasswordEntry first={!passkey} busy={sending} enter={(by) => void enter(by)} />
      <Recovery busy={sending} enter={(by) => void enter(by)} />
    </Door>
  );
}

interface PasswordEntryProps {
  /** whether it is what people are expected to use */
  first: boolean;
  busy: boolean;
  enter(by: () => Promise<Me>): void;
}

function PasswordEntry({ first, busy, enter }: PasswordEntryProps) {
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    // A password may begin or end with a space; an address and a code may not.
    const body = { email: text('email').trim(), password: text('password'), code: text('code').trim() };
    enter(() => gateway('signIn', { body }));
  };
  return (
    <form className="grid gap-4" onSubmit={onSubmit}>
      <Field label="E-mail" name="email" type="email" autoComplete="username" required autoFocus={first} />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <CodeField hint="Six digits, or one of your recovery codes." />
      <button className={`btn btn-big ${first ? 'btn-ink' : ''}`} type="submit" disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </button>
    </form>
  );
}

const TITLES: Record<string, string> = {
  too_many_attempts: 'Too many attempts.',
  second_factor_required: 'The code is missing.',
  second_factor_invalid: 'The code does not fit.',
  passkey_invalid: 'The passkey does not fit.',
};

function SetupMissing() {
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => gateway('setupState') });
  if (!setup.data?.needed) return null;
  return (
    <Notice tone="ask" title="This gateway has no person yet.">
      Open the setup link that it printed when it started.
    </Notice>
  );
}
