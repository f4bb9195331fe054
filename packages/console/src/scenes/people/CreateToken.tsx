import { SCOPES, type Scope } from '@agentport/contract/permissions';
import { useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { CopyBox } from '../../parts/CopyBox.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Field } from '../../parts/Field.tsx';
import { FormSheet } from '../../parts/FormSheet.tsx';
import { SelectField } from '../../parts/SelectField.tsx';
import { TickField } from '../../parts/TickField.tsx';
import { useAct } from '../../parts/use-act.ts';

const NAMES = Object.keys(SCOPES) as Scope[];
const DAYS = [
  [7, '7 days'],
  [30, '30 days'],
  [90, '90 days'],
] as const;

export function CreateToken({ onClose }: { onClose(): void }) {
  const [token, setToken] = useState<string | null>(null);
  const create = useAct(
    async (form: FormData) => {
      const body = {
        name: String(form.get('name')).trim(),
        scopes: form.getAll('scope') as Scope[],
        expires_in_days: Number(form.get('days')),
      };
      setToken((await gateway('createOperatorToken', { body })).token);
    },
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
  return (
    <FormSheet
      title="Create a token for automation"
      act={create}
      trouble="No token was made."
      words={['Create and show it', 'Creating…']}
      onSubmit={(form) => create.mutate(form)}
      onClose={onClose}
    >
      <Field
        label="What it is for"
        name="name"
        type="text"
        maxLength={80}
        required
        autoFocus
        hint="The log names it by this, for example nightly-export."
      />
      <fieldset className="grid gap-1">
        <legend className="pb-1 font-medium">It may</legend>
        {NAMES.map((scope) => (
          <TickField key={scope} name="scope" value={scope} text={SCOPES[scope].title}>
            <code>{scope}</code>
          </TickField>
        ))}
      </fieldset>
      <SelectField label="It ends after" name="days" options={DAYS} defaultValue={30} />
    </FormSheet>
  );
}
