import { useQuery } from '@tanstack/react-query';
import { type ComponentProps, useEffect, useState } from 'react';
import { codeOf, gateway, knowledge, ME } from '../../api/gateway.ts';
import { useMe } from '../../api/queries.ts';
import { Door } from '../../parts/Door.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { CodeField, Field } from '../../parts/Field.tsx';
import { Notice } from '../../parts/Notice.tsx';
import { navigate, useQueryParam } from '../../router/router.tsx';
import { safeNext } from '../../router/safe-next.ts';

/** E-mail, password and code; then on to where the person wanted to go. */
export function SignInScene() {
  const next = safeNext(useQueryParam('next'), window.location.origin);
  const me = useMe().data;
  const [problem, setProblem] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  useEffect(() => {
    if (me) navigate(next, { replace: true });
  }, [me, next]);

  const send = async (form: FormData) => {
    setSending(true);
    setProblem(null);
    const text = (name: string) => String(form.get(name) ?? '');
    // A password may begin or end with a space; an address and a code may not.
    const body = { email: text('email').trim(), password: text('password'), code: text('code').trim() };
    try {
      knowledge.setQueryData(ME, await gateway('signIn', { body }));
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
    <Door title={next.startsWith('/approvals/') ? 'Sign in to answer' : 'Sign in'}>
      <SetupMissing />
      <form className="grid gap-4" onSubmit={onSubmit}>
        {problem !== null && (
          <ErrorNotice error={problem} title={TITLES[codeOf(problem) ?? ''] ?? 'Not signed in.'} />
        )}
        <Field label="E-mail" name="email" type="email" autoComplete="username" required autoFocus />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        <CodeField hint="Six digits, or one of your recovery codes." />
        <button className="btn btn-ink btn-big" type="submit" disabled={sending}>
          {sending ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </Door>
  );
}

const TITLES: Record<string, string> = {
  too_many_attempts: 'Too many attempts.',
  second_factor_required: 'The code is missing.',
  second_factor_invalid: 'The code does not fit.',
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
