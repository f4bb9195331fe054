import type { ConnectionWire } from '@agentport/contract';
import type { ComponentProps } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useIntegrations } from '../../api/queries.ts';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { Field } from '../../parts/Field.tsx';
import { useAct } from '../../parts/use-act.ts';
import { CredentialFields, credentialOf } from './CredentialFields.tsx';

interface ReplaceKeyProps {
  connection: ConnectionWire;
  /** also ask for another address: a key belongs to the one it was given for */
  moving?: boolean;
  onClose(): void;
}

export function ReplaceKey({ connection, moving = false, onClose }: ReplaceKeyProps) {
  const integration = useIntegrations().data?.items.find(({ id }) => id === connection.integration);
  const replace = useAct(
    async (form: FormData) => {
      const base = String(form.get('base_url') ?? '').trim();
      const body = { ...credentialOf(form), ...(base === '' ? {} : { base_url: base }) };
      await gateway('replaceCredential', { params: { name: connection.name }, body });
      onClose();
    },
    ['connections', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    replace.mutate(new FormData(event.currentTarget));
  };
  const title = moving ? `Send ${connection.title} somewhere else` : `Replace the key of ${connection.title}`;
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="grid gap-4" onSubmit={onSubmit} autoComplete="off">
        <ActProblem error={replace.error} title="Nothing was changed." />
        {moving && (
          <Field
            label="New address"
            name="base_url"
            type="url"
            placeholder={connection.base_url}
            required
            hint="The old key never goes there. Give the one that belongs to it."
          />
        )}
        <CredentialFields integration={integration} label="New key" autoFocus={!moving} />
        <p className="text-small text-muted">
          The old one is not used any more, and requests approved for it are asked again.
        </p>
        <button className="btn btn-ink btn-big" type="submit" disabled={replace.isPending}>
          {replace.isPending ? 'Replacing…' : 'Replace'}
        </button>
      </form>
    </Dialog>
  );
}
