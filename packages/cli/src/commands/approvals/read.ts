import type { Client } from '@agentport/contract';
import type { Cli } from '../../cli.ts';
import type { SignInOptions } from '../../terminal/credentials.ts';
import { asPerson } from '../../wire/as-person.ts';
import { runsHere, withLocal } from '../../wire/local.ts';

/**
 * Reading is for whoever may open the data directory, while a gateway runs here and no other is named; else a person
 * signs in. Answering always takes a person.
 */
export async function asReader<T>(
  { around }: Cli,
  options: SignInOptions,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const named = around.env.AGENTPORT_URL || options.email !== undefined;
  if (!named && (await runsHere(around))) return withLocal(around, ({ client }) => work(client));
  return asPerson(around, options, work);
}
