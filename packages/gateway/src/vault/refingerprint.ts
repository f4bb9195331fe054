import type { Database } from '../storage/database.ts';
import { fingerprint, type SealingParts } from './seal.ts';
import { credentialsAfter, updateFingerprint } from './store.ts';
import { openCredential } from './unseal.ts';

const BATCH = 50;

/**
 * Fingerprints anew after the key that makes them has changed: an unchanged credential must go on looking unchanged, or
 * every connection would move to a new version at the next look at agentport.yaml.
 */
export async function refingerprint(db: Database, parts: SealingParts): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await credentialsAfter(db.read, parts.org, after, BATCH);
    for (const row of rows) {
      const { org, connection_id: connectionId, field, version } = row;
      const secret = await openCredential(parts, db.read, { org, connectionId, field, version });
      const mark = fingerprint(parts.keyring, secret);
      secret.wipe();
      await db.unit((tx) => updateFingerprint(tx, row.id, mark));
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
