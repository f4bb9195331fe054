import type { Handlers } from './fake-routes.ts';
import { type FakeState, stamp } from './fake-state.ts';

const ISSUER = 'https://login.nordlicht.example';

/** Sign-in by a company that does not exist, connected to the account of whoever is signed in. */
export function fakeCompany(state: FakeState): Handlers {
  const provider = {
    issuer: ISSUER,
    client_id: 'agentport',
    label: 'Nordlicht',
    scopes: [],
    groups_claim: 'groups',
    roles: [
      { group: 'platform-leads', role: 'admin' as const },
      { group: 'platform-on-call', role: 'approver' as const },
    ],
    domains: ['nordlicht.example'],
    provision: true,
    second_factor: [],
    has_secret: true,
  };
  return {
    readCompanySignIn: () => ({ label: provider.label }),
    readProvider: () => ({ provider, redirect_uri: 'https://agentport.example/sign-in/company' }),
    readFactors: () => ({
      password: true,
      totp: true,
      passkeys: [],
      recovery_codes: 2,
      company: [{ issuer: ISSUER, connected_at: stamp(state.now() - 9 * 86_400_000), used_at: null }],
    }),
  };
}
