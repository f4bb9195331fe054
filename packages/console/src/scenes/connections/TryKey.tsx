import { type ComponentProps, useEffect } from 'react';
import { gateway } from '../../api/gateway.ts';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { useAct } from '../../parts/use-act.ts';
import { navigate } from '../../router/router.tsx';
import { CredentialFields, credentialOf, type Integration } from './CredentialFields.tsx';
import { TestResult } from './TestResult.tsx';

interface TryKeyProps {
  name: string;
  integration: Integration;
  onClose(): void;
}

/** The harmless call the integration names, made at once; a refused key is given again in the same place. */
export function TryKey({ name, integration, onClose }: TryKeyProps) {
  const params = { name };
  const test = useAct(() => gateway('testConnection', { params }), ['audit']);
  const replace = useAct(
    async (form: FormData) => {
      await gateway('replaceCredential', { params, body: credentialOf(form) });
      await test.mutateAsync(undefined);
    },
    ['connections', 'audit'],
  );
  const { mutate } = test;
  useEffect(() => mutate(undefined), [mutate]);
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    replace.mutate(new FormData(event.currentTarget));
  };
  const refused = test.data?.ok === false;
  return (
    <div className="grid gap-4">
      {test.isPending && (
        <p className="text-muted" role="status">
          Asking {integration.title} whether the key works…
        </p>
      )}
      {test.isError && <ErrorNotice error={test.error} title="The key was not tried." />}
      <ActProblem error={replace.error} title="The key was not replaced." />
      {!test.isPending && test.data && <TestResult test={test.data} service={integration.title} />}
      {refused && (
        <form className="grid gap-4" onSubmit={onSubmit} autoComplete="off">
          <CredentialFields integration={integration} label="Another key" />
          <button className="btn" type="submit" disabled={replace.isPending}>
            {replace.isPending ? 'Trying…' : 'Try this one'}
          </button>
        </form>
      )}
      <button
        className={`btn btn-big ${refused ? '' : 'btn-ink'}`}
        type="button"
        onClick={() => {
          onClose();
          navigate(`/connections/${encodeURIComponent(name)}`);
        }}
      >
        Look at what agents may do
      </button>
    </div>
  );
}
