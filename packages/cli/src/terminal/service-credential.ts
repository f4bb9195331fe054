import type { Client } from '@agentport/contract';
import { Failure } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { readSecret, readStdin } from './stdin.ts';

/** A credential for a service: one key, or the parts its kind is made of. */
export type ServiceCredential =
  | { readonly key: string }
  | { readonly fields: { readonly [name: string]: string } };

/**
 * Asks for what this integration needs: a terminal is asked for part after part, unseen; a pipe brings the key itself, or
 * for a credential of several parts one JSON object.
 */
export async function readCredential(
  around: Surroundings,
  client: Client,
  integration: string,
): Promise<ServiceCredential> {
  const { items } = await client('listIntegrations');
  const known = items.find(({ id }) => id === integration)?.credential;
  // user and password may come as one text, as they always could
  if (known?.kind !== 'oauth_refresh') return { key: await readSecret(around, 'The key') };
  if (!around.stdin.isTTY) return { fields: parsed(await readStdin(around.stdin), known.fields) };
  const fields: { [name: string]: string } = {};
  for (const name of known.fields) fields[name] = await readSecret(around, `The ${name}`);
  return { fields };
}

function parsed(text: string, names: readonly string[]): { [name: string]: string } {
  const wanted = `Pipe one JSON object with ${names.join(', ')} into this command.`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure('invalid_request', `This is not JSON. ${wanted}`); // the parser would quote a secret
  }
  const texts =
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => typeof one === 'string');
  if (!texts || Array.isArray(value))
    throw new Failure('invalid_request', `This is no object of texts. ${wanted}`);
  return value as { [name: string]: string };
}
