import type { Kysely } from 'kysely';
import type { Schema } from '../storage/schema.ts';
import { isSigned, parseCheckpoint, type Signer } from './checkpoint.ts';
import { rootAt } from './proof.ts';
import { lastCheckpoint, logSize, nodeAt } from './store.ts';

/** How the database stands to its witness. Anything but `intact` starts the gateway read-only. */
export type Standing = 'intact' | 'rolled_back' | 'forked' | 'unwitnessed';

/** What to tell a person about it. */
export const STANDING_TEXT: Readonly<Record<Standing, string>> = {
  intact: 'The audit log continues what its witness last saw.',
  rolled_back:
    'The database is older than its witness: entries that were signed are missing, as after restoring a backup. ' +
    'Put the newer database back, or accept this one with `agentport audit accept`.',
  forked:
    'The database holds another history than its witness signed. Put the right database back, or, if it is a new ' +
    'one on purpose, accept it with `agentport audit accept`.',
  unwitnessed:
    'The signing key or the witness of the audit log is missing or unreadable. Put the witness directory back from ' +
    'its backup, or accept the log as it is with `agentport audit accept`.',
};

/** True when nothing has been signed or written yet: the one moment at which a key may be made without asking. */
export async function isFirstStart(db: Kysely<Schema>): Promise<boolean> {
  return (await logSize(db)) === 0 && (await lastCheckpoint(db)) === undefined;
}

/** Compares the database with the witness; cheap, reads about twice as many nodes as the size has bits. */
export async function judgeStanding(
  db: Kysely<Schema>,
  signer: Pick<Signer, 'origin' | 'verifier'> | null,
  witness: string | null,
): Promise<Standing> {
  if (signer === null || witness === null) return 'unwitnessed';
  const seen = parseCheckpoint(witness);
  if (seen === null) return 'unwitnessed';
  if (seen.origin !== signer.origin) return 'forked';
  if (!isSigned(witness, signer.verifier)) return 'unwitnessed';
  if ((await logSize(db)) < seen.size) return 'rolled_back';
  try {
    const root = await rootAt(seen.size, (level, index) => nodeAt(db, level, index));
    return root.equals(seen.root) ? 'intact' : 'forked';
  } catch (error) {
    if (error instanceof RangeError) return 'forked'; // a node that was signed over is gone
    throw error;
  }
}
