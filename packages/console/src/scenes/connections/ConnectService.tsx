import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useIntegrations } from '../../api/queries.ts';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { StepUpCancelled } from '../../parts/step-up.tsx';
import { useAct } from '../../parts/use-act.ts';
import { navigate } from '../../router/router.tsx';

export function ConnectService({ onClose }: { onClose(): void }) {
  const integrations = useIntegrations();
  const [integration, setIntegration] = useState('');
  const items = integrations.data?.items ?? [];
  const chosen = items.find((item) => item.id === integration) ?? items[0];
  const connect = useAct(
    async (form: FormData) => {
      const text = (name: string) => String(form.get(name) ?? '').trim();
      const base = text('base_url');
      const body = {
        integration: chosen?.id ?? '',
        name: text('name'),
        key: text('key'),
        ...(base === '' ? {} : { base_url: base }),
      };
      const made = await gateway('createConnection', { body });
      onClose();
      navigate(`/connections/${encodeURIComponent(made.name)}`);
    },
    ['connections', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    connect.mutate(new FormData(event.currentTarget));
  };
  return (
    <Dialog title="Connect a service" onClose={onClose}>
      <form className="grid gap-4" onSubmit={onSubmit} autoComplete="off">
        {integrations.isError && (
          <ErrorNotice error={integrations.error} title="No services could be listed." />
        )}
        {connect.isError && !(connect.error instanceof StepUpCancelled) && (
          <ErrorNotice error={connect.error} title="Nothing was connected." />
        )}
        <div className="grid gap-1.5">
          <label className="font-medium" htmlFor="service">
            Service
          </label>
          <select
            id="service"
            className="field"
            value={chosen?.id ?? ''}
            onChange={(event) => setIntegration(event.target.value)}
          >
            {items.map((item) => (
              <option key={item.id} value={item.id}>
                {item.title}
              </option>
            ))}
          </select>
        </div>
        <Field
          key={chosen?.id}
          label="Name"
          name="name"
          type="text"
          defaultValue={chosen?.id}
          pattern="[a-z][a-z0-9\-]{1,15}"
          required
          hint="Agents call it by this name: small letters, digits, hyphens."
        />
        <Field
          label="Key"
          name="key"
          type="password"
          autoComplete="off"
          required
          hint="It is sealed at once and never shown again, to anybody."
        />
        <details>
          <summary className="link text-small">Another address</summary>
          <div className="mt-3">
            <Field
              label="Base URL"
              name="base_url"
              type="url"
              placeholder={chosen?.base_url}
              hint="Only for your own installation. The key goes there and nowhere else."
            />
          </div>
        </details>
        <button className="btn btn-ink btn-big" type="submit" disabled={connect.isPending || !chosen}>
          {connect.isPending ? 'Connecting…' : 'Connect'}
        </button>
      </form>
    </Dialog>
  );
}
