import { Fault } from '../kernel/fault.ts';
import { Secret } from '../kernel/secret.ts';
import { lock } from '../storage/index.ts';
import type { KeyChoresParts } from './chores.ts';
import { KEY_BYTES, unwrapKey, unwrapSigning, wrapKey, wrapSigning } from './keys.ts';
import { rootWrap } from './root.ts';
import { selectKeys, selectSigningKey, updateKey, updateSigningKey } from './store.ts';

/*
 * How a root key changes without a moment in which a kill would lose it:
 *
 *   1. the new key is written beside the old one, in the same file, by one rename
 *   2. one unit wraps all keys anew: the database is sealed with the old root key or with the new one, never with both
 *   3. the file is replaced by one that holds the new key alone; the old one's bytes are overwritten
 *
 * A start that finds both keys tries them; the one that opens the database stays, the other one goes.
 */
export async function rotateRoot(
  parts: KeyChoresParts,
  { passphrase }: { passphrase: Secret | null },
  actor: string,
): Promise<void> {
  const { keySource, random } = parts;
  if (!keySource.stage || !keySource.settle) throw changeItOutside();
  const root = new Secret(random.bytes(KEY_BYTES));
  try {
    await keySource.read(false).catch(onlyPassphrase);
    await keySource.stage(root, passphrase);
    await parts.atStep('root.staged');
    await moveToRoot(parts, root, actor);
    await keySource.settle(root);
    await parts.atStep('root.settled');
  } finally {
    root.wipe();
  }
}

/** The lines of a file whose key only a passphrase opens are known now, and nothing more is needed of them. */
function onlyPassphrase(error: unknown): void {
  if (error instanceof Fault && error.details?.unseal === true) return;
  throw error;
}

/** Wraps every key with `root`, all in one unit. */
export async function moveToRoot(parts: KeyChoresParts, root: Secret, actor: string): Promise<void> {
  const { db, instance, org, random, keyring } = parts;
  const [from, to] = [keyring.wrap(), rootWrap(root, instance)];
  await db.unit(async (tx) => {
    await lock(tx, 'first', 'keys', org);
    const rows = (await selectKeys(tx)).filter((row) => row.org === org);
    for (const row of rows) {
      const key = unwrapKey(from, instance, row);
      await updateKey(tx, row.id, wrapKey(random, to, instance, row, key));
      key.fill(0);
    }
    const signing = await selectSigningKey(tx, org);
    if (signing) {
      const key = unwrapSigning(from, instance, signing);
      await updateSigningKey(tx, org, wrapSigning(random, to, instance, org, key));
      key.fill(0);
    }
    const details = { what: 'root_key', from: from.id, to: to.id, keys: rows.length };
    await parts.audit.append(tx, { kind: 'vault.rotated', actor, org, details });
  });
  keyring.adopt(to);
  await parts.atStep('root.rewrapped');
}

function changeItOutside(): Fault {
  return new Fault(
    'invalid_request',
    'The root key comes from AGENTPORT_ROOT_KEY, which only you can change. Make a new one ' +
      '(echo "agentport-root-v1:$(openssl rand 32 | basenc --base64url -w0 | tr -d =)"), start the gateway with it as ' +
      'AGENTPORT_ROOT_KEY and the present one as AGENTPORT_ROOT_KEY_PREVIOUS; the start moves everything under the new ' +
      'key and says so in the log. Then remove AGENTPORT_ROOT_KEY_PREVIOUS.',
  );
}
