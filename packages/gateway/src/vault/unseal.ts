import { Fault } from '../kernel/fault.ts';
import { Secret } from '../kernel/secret.ts';
import { openEnvelope, wrappingKeyId } from './envelope.ts';
import { opening } from './opening.ts';
import {
  type CredentialName,
  credentialContext,
  type SealingParts,
  type StateContext,
  stateContext,
} from './seal.ts';
import { type Reader, selectSealedCredential } from './store.ts';

type OpeningParts = Pick<SealingParts, 'keyring' | 'instance' | 'org'>;

/**
 * Opens one version of a credential. Only the courier calls this, for one call; it wipes the secret afterwards.
 * @throws {Fault} `sealed` when the row is absent, was changed, moved from another row or put back from an older
 *   version
 */
export async function openCredential(parts: OpeningParts, db: Reader, name: CredentialName): Promise<Secret> {
  const sealed = await selectSealedCredential(db, {
    org: name.org,
    connection_id: name.connectionId,
    field: name.field,
    version: name.version,
  });
  if (!sealed) throw new Fault('sealed', 'This connection has no stored credential. Enter it again.');
  if (parts.keyring.find('credential', wrappingKeyId(sealed)) === null) await parts.keyring.refresh();
  const bytes = opening('The credential of this connection', () =>
    openEnvelope(
      (id) => parts.keyring.find('credential', id),
      credentialContext(parts.instance, name),
      sealed,
    ),
  );
  return takeSecret(bytes);
}

/** @throws {Fault} `sealed` when it was changed or sealed for another context */
export function openState(parts: OpeningParts, context: StateContext, sealed: Uint8Array): Buffer {
  const bound = stateContext(parts.instance, parts.org, context);
  return opening('The sealed value', () =>
    openEnvelope((id) => parts.keyring.find('state', id), bound, sealed),
  );
}

/** Moves bytes into a Secret (which copies) and overwrites the original. */
function takeSecret(bytes: Buffer): Secret {
  const secret = new Secret(bytes);
  bytes.fill(0);
  return secret;
}
