import type { Problem } from '@agentport/engine';
import type { Secret } from '../kernel/secret.ts';
import type { CredentialName, Vault } from '../vault/index.ts';
import type { Ending } from './sent.ts';

/** Where a connection's access token lies now. */
export type AccessToken =
  | { readonly kind: 'ready'; readonly generation: number; readonly name: CredentialName }
  | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * Finds an access token that lasts, and has one traded when there is none.
 * @param want.after a generation the service did not accept: only a newer one will do
 * @param want.insist try although the endpoint refused before: a person tests the connection
 */
export type FindAccessToken = (
  credential: CredentialName,
  want: { readonly after: number | null; readonly insist: boolean },
) => Promise<AccessToken>;

export interface WithAccessToken {
  readonly vault: Pick<Vault, 'openCredential'>;
  readonly find: FindAccessToken;
  readonly credential: CredentialName;
  readonly insist: boolean;
}

/**
 * Sends with the connection's access token. A 401 means that the service did nothing: it is sent once more, with a newer
 * token, and never a third time.
 */
export async function withAccessToken(
  parts: WithAccessToken,
  run: (token: Secret) => Promise<Ending>,
): Promise<Ending> {
  const token = await parts.find(parts.credential, { after: null, insist: parts.insist });
  if (token.kind === 'refused') return refusedBy(token.problem);
  const first = await opened(parts, token.name, run);
  if (first.reached !== 'answered' || first.upstreamStatus !== 401) return first;
  const newer = await parts.find(parts.credential, { after: token.generation, insist: false });
  if (newer.kind === 'refused') return { ...first, problem: newer.problem };
  return opened(parts, newer.name, run);
}

async function opened(
  { vault }: WithAccessToken,
  name: CredentialName,
  run: (token: Secret) => Promise<Ending>,
): Promise<Ending> {
  const token = await vault.openCredential(name);
  try {
    return await run(token);
  } finally {
    token.wipe();
  }
}

function refusedBy(problem: Problem): Ending {
  return {
    disposition: 'failed',
    reached: 'not_sent',
    reply: null,
    problem,
    upstreamStatus: null,
    retryAfterSeconds: null,
  };
}
