import type { CompanySettingsWire, RouteBody } from '@agentport/contract';
import { ROLES, type Role } from '@agentport/contract/permissions';

type Provider = NonNullable<CompanySettingsWire['provider']>;

/** One row of "who of this group has which role". */
export interface GroupRole {
  readonly group: string;
  readonly role: Role;
}

/** What the form says, as the gateway takes it. What the form does not show stays as it was. */
export function changeOf(form: FormData, before: Provider | null): RouteBody<'changeProvider'> {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const secret = String(form.get('client_secret') ?? '');
  return {
    issuer: text('issuer'),
    client_id: text('client_id'),
    ...(secret === '' ? {} : { client_secret: secret }),
    label: text('label') || 'company account',
    scopes: before?.scopes ?? [],
    groups_claim: text('groups_claim') || 'groups',
    roles: rolesOf(form),
    domains: listOf(text('domains')).map((domain) => domain.toLowerCase()),
    provision: form.has('provision'),
    second_factor: listOf(text('second_factor')),
  };
}

function rolesOf(form: FormData): GroupRole[] {
  const groups = form.getAll('group').map((group) => String(group).trim());
  const roles = form.getAll('role').map(String);
  return groups.flatMap((group, at) => {
    const role = ROLES.find((known) => known === roles[at]);
    return group !== '' && role !== undefined ? [{ group, role }] : [];
  });
}

/** Values between commas, as people write them. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}
