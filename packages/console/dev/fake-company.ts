import type { AccountEventWire } from '@agentport/contract';
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
    readOwnHistory: () => ({ items: history(state), next: null }),
    readFactors: () => ({
      password: true,
      totp: true,
      passkeys: [],
      recovery_codes: 2,
      company: [{ issuer: ISSUER, connected_at: stamp(state.now() - 9 * 86_400_000), used_at: null }],
    }),
  };
}

const HOUR = 3_600_000;

/** Newest first: what people do on an ordinary day, and one thing that somebody else did. */
function history(state: FakeState): AccountEventWire[] {
  const event = (what: AccountEventWire['what'], agoMs: number, changes: Partial<AccountEventWire> = {}) => ({
    ...{ index: Math.floor(1_000_000 - agoMs / 60_000), at: stamp(state.now() - agoMs), what },
    ...{ by: null, address: '192.0.2.7', here: false },
    ...changes,
  });
  return [
    event('new_browser', 2 * HOUR, { here: true }),
    event('recovery_code_used', 30 * HOUR, { address: '2001:db8::7' }),
    event('role_changed', 50 * HOUR, { by: 'opr_jonas' }),
    event('authenticator_changed', 200 * HOUR),
    event('passkey_removed', 300 * HOUR),
    event('passkey_added', 400 * HOUR),
    event('password_changed', 900 * HOUR),
  ];
}
