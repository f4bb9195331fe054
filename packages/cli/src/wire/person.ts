import type { Client, Me } from '@agentport/contract';
import { gatewayUrl } from '../settings.ts';
import type { Surroundings } from '../surroundings.ts';
import { clientThrough } from './client.ts';
import type { Answer, Door } from './request.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly code: string;
}

/** One person's sign-in, kept in memory for one command. */
export interface SignIn {
  readonly client: Client;
  readonly me: Me;
}

export interface OpenedSignIn extends SignIn {
  /** `name=value` */
  readonly cookie: string;
  readonly csrf: string;
}

export async function openSignIn(around: Surroundings, credentials: Credentials): Promise<OpenedSignIn> {
  const url = gatewayUrl(around);
  const door: Door = { url };
  let cookie: string | null = null;
  let csrf: string | null = null;
  const keepCookie = ({ headers }: Answer) => {
    cookie = headers['set-cookie']?.[0]?.split(';', 1)[0] ?? cookie;
  };
  const headers = (method: string): Record<string, string> => ({
    ...(cookie === null ? {} : { cookie }),
    ...(method === 'GET' ? {} : { origin: url.origin }),
    ...(method === 'GET' || csrf === null ? {} : { 'x-agentport-csrf': csrf }),
  });
  const client = clientThrough(door, headers, keepCookie);
  const me = await client('signIn', { body: credentials });
  csrf = me.csrf_token;
  return { client, me, cookie: cookie ?? '', csrf };
}

/** Signs in, works, signs out. The cookie lives in this process only. */
export async function signedIn<T>(
  around: Surroundings,
  credentials: Credentials,
  work: (signIn: SignIn) => Promise<T>,
): Promise<T> {
  const { client, me } = await openSignIn(around, credentials);
  try {
    return await work({ client, me });
  } finally {
    // The work is done and its result counts; a sign-in that could not be ended ends by itself.
    await client('signOut').catch(() => undefined);
  }
}
