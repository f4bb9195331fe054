import type { Client } from '@agentport/contract';
import type { Surroundings } from '../surroundings.ts';
import { askCredentials, type SignInOptions } from '../terminal/credentials.ts';
import { signedIn } from './person.ts';
import { keptSignIn, withRemote } from './remote.ts';

/** What only a person may do: with the sign-in of "agentport login", else signed in for this one command. */
export async function asPerson<T>(
  around: Surroundings,
  options: SignInOptions,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const given = options.email !== undefined || options.passwordStdin || options.code !== undefined;
  const kept = given ? null : await keptSignIn(around);
  if (kept !== null) return withRemote(around, kept, ({ client }) => work(client));
  return signedIn(around, await askCredentials(around, options), ({ client }) => work(client));
}
