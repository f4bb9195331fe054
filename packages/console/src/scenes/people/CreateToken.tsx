import { SCOPES, type Scope } from '@agentport/contract/permissions';
import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { CopyBox } from '../../parts/CopyBox.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';

const NAMES = Object.keys(SCOPES) as Scope[];

export function CreateToken({ onClose }: { onClose(): void }) {
  const [token, setToken] = useState<string | null>(null);
  const create = useAct(
    async (body: { name: string; scopes: Scope[]; expires_in_days: number }) =>
      setToken((await gateway('createOperatorToken', { body })).token),
    ['operator-tokens', 'audit'],
  );
  if (token !== null) {
    return (
      <Dialog title="Take the token along" onClose={onClose}>
        <div className="grid gap-4">
          <p>
            It is shown now and never again. Send it as a bearer token, from a script and never a browser.
          </p>
          <CopyBox text={token} label="the token" />
          <button className="btn btn-ink btn-big" type="button" onClick={onClose}>
            Done
          </button>
        </div>
      </Dialog>
    );
  }
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate({
      name: String(form.get('name')).trim(),
      scopes: form.getAll('scope') as Scope[],
      expires_in_days: Number(form.get('days')),
    });
  };
  return (
    <Dialog title="Create a token for automation" onClose={onClose}>
      <form className="grid gap-4" onSubmit={onSubmit}>
        {create.isError && !(create.error instanceof StepUpCancelled) && (
          <ErrorNotice error={create.error} title="No token was made." />
        )}
        <Field
          label="What it is for"
          name="name"
          type="text"
          autoComplete="off"
          maxLength={80}
          required
          autoFocus
          hint="The log names it by this, for example nightly-export."
        />
        <fieldset className="grid gap-1">
          <legend className="pb-1 font-medium">It may</legend>
          {NAMES.map((scope) => (
            <label key={scope} className="flex min-h-11 items-center gap-3">
              <input className="size-4.5 flex-none accent-ink" type="checkbox" name="scope" value={scope} />
              <span>
                <code>{scope}</code>
                <span className="block text-small text-muted">{SCOPES[scope].title}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="grid gap-1.5">
          <label className="font-medium" htmlFor="operator-token-days">
            It ends after
          </label>
          <select id="operator-token-days" className="field" name="days" defaultValue={30}>
            <option value={7}>7 days</option>
            <option value={30}>30 days</option>
            <option value={90}>90 days</option>
          </select>
        </div>
        <button className="btn btn-ink btn-big" type="submit" disabled={create.isPending}>
          {create.isPending ? 'Creating…' : 'Create and show it'}
        </button>
      </form>
    </Dialog>
  );
}
