import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** One person the provider knows, by the name typed at its login. */
export interface ProviderAccount {
  readonly email: string;
  readonly emailVerified: boolean;
  groups: string[];
}

export interface TestProvider {
  readonly issuer: string;
  readonly accounts: Map<string, ProviderAccount>;
  close(): Promise<void>;
}

export const CLIENT = { id: 'agentport', secret: 'plainly-a-fake-client-secret' };

/** A real OpenID provider on loopback, with its own login and consent pages. */
export async function startProvider(redirectUri: string): Promise<TestProvider> {
  const accounts = new Map<string, ProviderAccount>();
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        // its default; ours asks for the code alone
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['plainly a fake cookie key'] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        name: id,
        email: accounts.get(id)?.email ?? '',
        email_verified: accounts.get(id)?.emailVerified ?? false,
        groups: accounts.get(id)?.groups ?? [],
      }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    accounts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
