import { FROM, type PeopleFixture, peopleFixture } from '../people.fixture.ts';
import type { SignedIn } from '../sign-ins.ts';
import { CLIENT_ID, CLIENT_SECRET, createForger, ISSUER } from './forger.fixture.ts';
import type { ProviderSettings } from './settings.ts';

export const LOCAL = { actor: 'local-administrator', from: FROM };
/** Groups give roles, and whoever has one may come. */
export const SETTINGS: ProviderSettings = {
  issuer: ISSUER,
  clientId: CLIENT_ID,
  label: 'Example',
  scopes: [],
  groupsClaim: 'groups',
  roles: [{ group: 'approvers', role: 'approver' }],
  domains: [],
  provision: true,
  secondFactor: [],
};

/** For tests: people, and a provider that is set. */
export async function withProvider(changes: Partial<ProviderSettings> = {}) {
  const forger = createForger();
  const people = await peopleFixture({ fetch: forger.fetch });
  await people.operators.company.change({ ...SETTINGS, ...changes }, CLIENT_SECRET, LOCAL);
  return { forger, people, [Symbol.asyncDispose]: () => people[Symbol.asyncDispose]() };
}

/** Begins, lets the provider send back, and hands in what it said. */
export async function comeBack(
  people: PeopleFixture,
  { linking = null, current = linking }: { linking?: SignedIn | null; current?: SignedIn | null } = {},
  bend: (query: URLSearchParams) => void = () => undefined,
) {
  const { company } = people.operators;
  const { location, attempt } = await company.begin({ next: '/', linking });
  const asked = new URL(location).searchParams;
  const query = new URLSearchParams({ code: 'a-code', state: asked.get('state') ?? '', iss: ISSUER });
  bend(query);
  const nonce = asked.get('nonce');
  return {
    attempt,
    query: query.toString(),
    nonce,
    finish: () => company.finish({ attempt, query: query.toString(), current }, FROM),
  };
}
