import type { Me } from '@agentport/contract';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { useFactors } from './use-factors.ts';

/** Shown to whoever has a password; who signs in by passkey alone needs none. */
export function Password({ me }: { me: Me }) {
  const factors = useFactors();
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(false);
  const change = useAct(
    async (body: { current: string; password: string }) => {
      await gateway('changePassword', { body });
      setOpen(false);
      setDone(true);
    },
    ['own-sign-ins', 'factors', 'audit'],
  );
  if (!factors.data?.password) return null;
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate({ current: String(form.get('current')), password: String(form.get('password')) });
  };
  if (!open) {
    return (
      <Panel title="Password">
        <div className="flex flex-wrap items-center gap-4">
          <button className="btn" type="button" onClick={() => setOpen(true)}>
            Change the password
          </button>
          <p className="text-small text-muted" role="status">
            {done ? 'Changed. Your other sign-ins have ended.' : ''}
          </p>
        </div>
      </Panel>
    );
  }
  return (
    <Panel title="Password">
      <form className="grid gap-4" onSubmit={onSubmit}>
        {change.isError && !(change.error instanceof StepUpCancelled) && (
          <ErrorNotice error={change.error} title="Your password is the same as before." />
        )}
        <input type="hidden" name="username" autoComplete="username" value={me.person.email} readOnly />
        <Field
          label="Present password"
          name="current"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
        />
        <Field
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={12}
          required
          hint="At least 12 characters. A sentence is good. Your other sign-ins end."
        />
        <div className="flex flex-wrap gap-3">
          <button className="btn btn-ink" type="submit" disabled={change.isPending}>
            {change.isPending ? 'Changing…' : 'Change it'}
          </button>
          <button className="btn" type="button" onClick={() => setOpen(false)}>
            Cancel
          </button>
        </div>
      </form>
    </Panel>
  );
}
