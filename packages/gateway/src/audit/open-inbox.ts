import { Fault } from '../kernel/fault.ts';
import { ensureInstance, type Tx } from '../storage/index.ts';
import { type AuditDeps, eventOf } from './deps.ts';
import { type AuditReport, encodeEntry } from './entry.ts';
import { insertWaiting } from './inbox.ts';
import { judgeStanding, STANDING_TEXT } from './standing.ts';
import { logOrigin, readTrust, witnessFiles } from './witness.ts';

/**
 * Where entries can be put before the signing key can be opened, which the vault does, which itself has something to
 * report. It takes none when the database does not continue what this gateway has witnessed.
 */
export async function openInbox(
  deps: AuditDeps,
): Promise<{ append(tx: Tx, report: AuditReport): Promise<unknown> }> {
  const instance = await ensureInstance(deps.db, deps.random);
  const files = witnessFiles(deps.witnessDir, deps.witnessFile ?? null);
  const { verifier, witness } = readTrust(files);
  const key = verifier === null ? null : { origin: logOrigin(instance.id), verifier };
  const fresh = verifier === null && witness === null;
  const standing = fresh ? 'intact' : await judgeStanding(deps.db.read, key, witness);
  return {
    async append(tx, report) {
      if (standing !== 'intact') throw new Fault('read_only', STANDING_TEXT[standing]);
      const event = eventOf(deps, report);
      await insertWaiting(tx, event, encodeEntry(event));
    },
  };
}
