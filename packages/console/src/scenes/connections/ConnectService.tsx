import { type ComponentProps, useState } from 'react';
import { gateway } from '../../api/gateway.ts';
import { useIntegrations } from '../../api/queries.ts';
import { ActProblem } from '../../parts/ActProblem.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Field } from '../../parts/Field.tsx';
import { useAct } from '../../parts/use-act.ts';
import { CredentialFields, credentialOf, type Integration } from './CredentialFields.tsx';
import { PresetChoice, presetOf } from './PresetChoice.tsx';
import { TryKey } from './TryKey.tsx';

interface ConnectServiceProps {
  /** the service that was chosen already */
  start?: string | undefined;
  onClose(): void;
}

/** One sheet: the key, what agents may do at first, and then whether the key works. */
export function ConnectService({ start = '', onClose }: ConnectServiceProps) {
  const integrations = useIntegrations();
  const [wanted, setWanted] = useState(start);
  const [made, setMade] = useState<{ name: string; title: string } | null>(null);
  const items = integrations.data?.items ?? [];
  const chosen = items.find((item) => item.id === wanted) ?? items[0];
  const title = start !== '' && chosen ? `Connect ${chosen.title}` : 'Connect a service';
  return (
    <Dialog title={made ? `${made.title} is connected` : title} onClose={onClose}>
      {integrations.isError && (
        <ErrorNotice error={integrations.error} title="No services could be listed." />
      )}
      {made && chosen ? (
        <TryKey name={made.name} integration={chosen} onClose={onClose} />
      ) : (
        <div className="grid gap-4">
          {start === '' && <ServiceChoice items={items} value={chosen?.id ?? ''} onChange={setWanted} />}
          {chosen && <Form key={chosen.id} integration={chosen} onMade={setMade} />}
        </div>
      )}
    </Dialog>
  );
}

interface ServiceChoiceProps {
  items: readonly Integration[];
  value: string;
  onChange(id: string): void;
}

function ServiceChoice({ items, value, onChange }: ServiceChoiceProps) {
  return (
    <div className="grid gap-1.5">
      <label className="font-medium" htmlFor="service">
        Service
      </label>
      <select id="service" className="field" value={value} onChange={(event) => onChange(event.target.value)}>
        {items.map((item) => (
          <option key={item.id} value={item.id}>
            {item.title}
          </option>
        ))}
      </select>
    </div>
  );
}

interface FormProps {
  integration: Integration;
  onMade(made: { name: string; title: string }): void;
}

function Form({ integration, onMade }: FormProps) {
  const connect = useAct(
    async (form: FormData) => {
      const base = String(form.get('base_url') ?? '').trim();
      const body = {
        ...{ integration: integration.id, name: String(form.get('name') ?? '').trim() },
        ...credentialOf(form),
        preset: presetOf(form),
        ...(base === '' ? {} : { base_url: base }),
      };
      onMade(await gateway('createConnection', { body }));
    },
    ['connections', 'policy', 'policy-now', 'audit'],
  );
  const onSubmit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault();
    connect.mutate(new FormData(event.currentTarget));
  };
  const ownAddress = integration.base_url === '';
  return (
    <form className="grid gap-4" onSubmit={onSubmit} autoComplete="off">
      <ActProblem error={connect.error} title="Nothing was connected." />
      <CredentialFields integration={integration} autoFocus />
      <PresetChoice />
      <details open={ownAddress}>
        <summary className="link text-small">Name and address</summary>
        <div className="mt-3 grid gap-4">
          <Field
            label="Name"
            name="name"
            type="text"
            defaultValue={integration.id}
            pattern="[a-z][a-z0-9\-]{1,15}"
            required
            hint="Agents call it by this name: small letters, digits, hyphens."
          />
          <Field
            label="Base URL"
            name="base_url"
            type="url"
            placeholder={integration.base_url}
            required={ownAddress}
            hint="Only for your own installation. The key goes there and nowhere else."
          />
        </div>
      </details>
      <button className="btn btn-ink btn-big" type="submit" disabled={connect.isPending}>
        {connect.isPending ? 'Connecting…' : 'Connect and try the key'}
      </button>
    </form>
  );
}
