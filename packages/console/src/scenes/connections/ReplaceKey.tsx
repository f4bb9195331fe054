import type { ConnectionWire } from '@agentport/contract';
import type { ComponentProps } from 'react';
import { gateway } from '../../api/gateway.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';

export function ReplaceKey({ connection, onClose }: { connection: ConnectionWire; onClose(): void }) {
  const replace = useAct(
    async (key: string) => {
      await gateway('replaceCredential', { params: { name: connection.name }, body: { key } });
      onClose();
    },
    ['connections', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    replace.mutate(String(new FormData(event.currentTarget).get('key')).trim());
  };
  return (
    <Dialog title={`Replace the key of ${connection.title}`} onClose={onClose}>
      <form className="grid gap-4" onSubmit={onSubmit} autoComplete="off">
        {replace.isError && !(replace.error instanceof StepUpCancelled) && (
          <ErrorNotice error={replace.error} title="The old key is still in use." />
        )}
        <Field
          label="New key"
          name="key"
          type="password"
          autoComplete="off"
          required
          autoFocus
          hint="It is sealed at once. The old key is no longer used."
        />
        <button className="btn btn-ink btn-big" type="submit" disabled={replace.isPending}>
          {replace.isPending ? 'Replacing…' : 'Replace'}
        </button>
      </form>
    </Dialog>
  );
}
