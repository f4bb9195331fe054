import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useConnections } from '../../api/queries.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';

const DAYS_DEFAULT = 90;

/** Code, name and reach of a program that waits. Nothing is given before somebody chose it: no box is ticked. */
export function AcceptPairing({ onClose }: { onClose(): void }) {
  const connections = (useConnections().data?.items ?? []).filter(({ status }) => status === 'active');
  const [all, setAll] = useState(false);
  const accept = useAct(
    async (form: FormData) => {
      const names = form.getAll('connection').map(String);
      await gateway('acceptPairing', {
        body: {
          code: String(form.get('code')),
          name: String(form.get('name')).trim(),
          connections: all ? null : names,
          expires_in_days: DAYS_DEFAULT,
        },
      });
      onClose();
    },
    ['pairings', 'agents', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    accept.mutate(new FormData(event.currentTarget));
  };
  return (
    <Dialog title="Let a program in" onClose={onClose}>
      <form className="grid gap-4" onSubmit={onSubmit}>
        {accept.isError && !(accept.error instanceof StepUpCancelled) && (
          <ErrorNotice error={accept.error} title="Nobody was let in." />
        )}
        <Field
          label="Its code"
          name="code"
          type="text"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          required
          autoFocus
          hint="The program shows it, such as K7QM-2XRW. Never type one that somebody sent you."
        />
        <Field
          label="Name"
          name="name"
          type="text"
          autoComplete="off"
          maxLength={40}
          required
          hint="You choose it. People see it on every request."
        />
        <fieldset className="grid gap-1">
          <legend className="font-medium">It may ask for</legend>
          {connections.map(({ name, title }) => (
            <Choice key={name} name="connection" value={name} disabled={all} text={title}>
              {name}
            </Choice>
          ))}
          <Choice
            name="all"
            value="all"
            checked={all}
            onChange={(event) => setAll(event.target.checked)}
            text="Those of tomorrow too"
          >
            Every connection
          </Choice>
        </fieldset>
        <p className="text-small text-muted">
          Its token ends after {DAYS_DEFAULT} days. The policy still decides about every request.
        </p>
        <button className="btn btn-ink btn-big" type="submit" disabled={accept.isPending}>
          {accept.isPending ? 'Letting in…' : 'Let it in'}
        </button>
      </form>
    </Dialog>
  );
}

interface ChoiceProps extends ComponentProps<'input'> {
  text: string;
}

function Choice({ text, children, ...input }: ChoiceProps) {
  return (
    <label className="flex min-h-11 items-center gap-3">
      <input className="size-4.5 flex-none accent-ink" type="checkbox" {...input} />
      <span>
        {children}
        <span className="block text-small text-muted">{text}</span>
      </span>
    </label>
  );
}
