import { type Client, RequestFailed } from '@agentport/contract';
import { gatewayUrl } from '../settings.ts';
import type { Surroundings } from '../surroundings.ts';
import { askCode, asking } from '../terminal/credentials.ts';
import { clientThrough } from './client.ts';
import type { Answer, Door } from './request.ts';
import { forgetSignIn, type KeptSignIn, readSignIn, writeSignIn } from './sign-in-file.ts';

/** A gateway over the network, as the person who signed in with "agentport login". */
export interface Remote {
  readonly client: Client;
  readonly door: Door;
  /** for requests outside the client */
  readonly headers: (method: string) => Record<string, string>;
  readonly email: string;
}

/** The sign-in of AGENTPORT_URL, when there is one. */
export function keptSignIn(around: Surroundings): Promise<KeptSignIn | null> {
  return readSignIn(around, gatewayUrl(around));
}

/**
 * Works as that person. What needs a recent second factor asks for the code at the terminal and is sent once more;
 * the gateway refused it before, so nothing happens twice.
 */
export async function withRemote<T>(
  around: Surroundings,
  kept: KeptSignIn,
  work: (remote: Remote) => Promise<T>,
): Promise<T> {
  const url = gatewayUrl(around);
  const door: Door = { url };
  let { cookie, csrf } = kept;
  const headers = (method: string): Record<string, string> => ({
    cookie,
    ...(method === 'GET' ? {} : { origin: url.origin, 'x-agentport-csrf': csrf }),
  });
  const keepCookie = ({ headers: answered }: Answer) => {
    cookie = answered['set-cookie']?.[0]?.split(';', 1)[0] ?? cookie;
  };
  const plain = clientThrough(door, headers, keepCookie);
  const stepUp = async () => {
    const code = await asking(around, (asker) =>
      askCode(asker, 'This needs a code of your authenticator app:'),
    );
    csrf = (await plain('stepUp', { body: { code } })).csrf_token;
    await writeSignIn(around, url, { ...kept, cookie, csrf });
  };
  const client: Client = async (id, input) => {
    try {
      return await plain(id, input);
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error;
      if (error.code === 'unauthenticated') await forgetSignIn(around, url);
      // an approval asks for a code of its own, which the command that approves knows about
      if (error.code !== 'step_up_required' || id === 'approve') throw error;
      await stepUp();
      return plain(id, input);
    }
  };
  return work({ client, door, headers, email: kept.email });
}
