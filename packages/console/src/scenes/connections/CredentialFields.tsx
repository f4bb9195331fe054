import type { RouteReply } from '@agentport/contract';
import { Field } from '../../parts/Field.tsx';

export type Integration = RouteReply<'listIntegrations'>['items'][number];

const NAMES: Record<string, string> = {
  client_id: 'Client id',
  client_secret: 'Client secret',
  refresh_token: 'Refresh token',
  user: 'User',
  password: 'Password',
};
/** Not secret by themselves: a person may read them back while typing. */
const OPEN = new Set(['client_id', 'user']);
const SEALED = 'It is sealed at once and never shown again, to anybody.';

interface CredentialFieldsProps {
  integration: Integration | undefined;
  /** of the first field */
  label?: string;
  autoFocus?: boolean;
}

/** One key, or the parts this kind of credential is made of. */
export function CredentialFields({ integration, label = 'Key', autoFocus = false }: CredentialFieldsProps) {
  const { fields = [], hint = null } = integration?.credential ?? {};
  const note = hint === null ? SEALED : `${hint.replace(/([^.])$/, '$1.')} ${SEALED}`;
  if (fields.length === 0) {
    return (
      <Field
        label={label}
        name="key"
        type="password"
        autoComplete="off"
        required={integration?.id !== 'mcp'}
        autoFocus={autoFocus}
        hint={note}
      />
    );
  }
  return fields.map((field, index) => (
    <Field
      key={field}
      label={NAMES[field] ?? field}
      name={`field.${field}`}
      type={OPEN.has(field) ? 'text' : 'password'}
      autoComplete="off"
      spellCheck={false}
      required
      autoFocus={autoFocus && index === 0}
      hint={index === fields.length - 1 ? note : undefined}
    />
  ));
}

/** What a person gave, as the gateway takes it. */
export function credentialOf(form: FormData): { key?: string; fields?: Record<string, string> } {
  const given = [...form].flatMap(([name, value]) =>
    name.startsWith('field.') ? [[name.slice('field.'.length), String(value).trim()] as const] : [],
  );
  if (given.length > 0) return { fields: Object.fromEntries(given) };
  const key = String(form.get('key') ?? '').trim();
  return key === '' ? {} : { key };
}
