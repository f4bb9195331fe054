import path from 'node:path';
import { type ClosedPast, closePast } from '../../approvals/index.ts';
import {
  type AuditDeps,
  type AuditReport,
  type Checkpoint,
  createAudit,
  openInbox,
  placeWaiting,
} from '../../audit/index.ts';
import { ORG } from '../../gateway.ts';
import { idFactory } from '../../kernel/ids.ts';
import { type Database, dbNow, openSqlite, type Tx } from '../../storage/index.ts';
import type { Manifest } from './manifest.ts';
import type { BackupPorts } from './ports.ts';

const ACTOR = 'local-administrator';

export interface AfterRestore extends ClosedPast {
  /** entries that were signed after the backup and are not in this log; null when nothing is known of them */
  readonly lostEntries: number | null;
}

/**
 * Makes a database of the past safe to start: it is brought to this version's schema, the log says what it continues and
 * what was lost, everything that was open is ended, every sign-in is over, and everything is stopped until a person
 * releases it. For tokens revoked and permissions taken away after the backup are back, and only people know of them.
 * All of it is one unit, without any credential.
 * @param dataDir with the witness of the backup in it
 */
export async function continueLog(
  dataDir: string,
  ports: BackupPorts,
  { manifest, lost }: { manifest: Manifest; lost: Checkpoint | null },
): Promise<AfterRestore> {
  const { clock, random, logger } = ports;
  const db = await openSqlite({ path: path.join(dataDir, 'agentport.db'), clock });
  try {
    const newId = idFactory(clock, random);
    const log = { db, clock, random, newId, logger, witnessDir: path.join(dataDir, 'witness') };
    const audit = await logOf(log);
    const isAhead = lost !== null && lost.size > manifest.log.size;
    const closed = await db.unit(async (tx) => {
      await audit.append(tx, {
        kind: 'instance.restored',
        actor: ACTOR,
        org: ORG,
        details: {
          backup_size: manifest.log.size,
          backup_root: manifest.log.root,
          backup_at: manifest.created_at,
          lost_size: isAhead ? lost.size : null,
          lost_root: isAhead ? lost.root.toString('hex') : null,
        },
      });
      await stopEverything(tx);
      await audit.append(tx, { kind: 'stop.all', actor: ACTOR, org: ORG });
      await endWhatOpens(tx, clock.now());
      return closePast(tx, {
        append: (report) => audit.append(tx, report),
        actor: 'system:restore',
        now: clock.now(),
      });
    });
    await audit.close();
    return { ...closed, lostEntries: isAhead ? lost.size - manifest.log.size : null };
  } finally {
    await db.close();
  }
}

interface RestoredLog {
  append(tx: Tx, report: AuditReport): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * The key that signs a log of PostgreSQL lies in the database, sealed. What is written here waits for the first gateway
 * to sign it: a restore needs no root key.
 */
async function logOf(deps: AuditDeps): Promise<RestoredLog> {
  if (!(await isSignedInDatabase(deps.db.read))) return createAudit(deps);
  const inbox = await openInbox(deps);
  return { append: (tx, report) => inbox.append(tx, report), close: () => placeWaiting(deps.db) };
}

/** Whether it comes from PostgreSQL, where gateways share the key of the log. */
export async function isSignedInDatabase(read: Database['read']): Promise<boolean> {
  return (await read.selectFrom('audit_signer').select('verifier').executeTakeFirst()) !== undefined;
}

async function stopEverything(tx: Tx): Promise<void> {
  await tx
    .updateTable('orgs')
    .set((eb) => ({ stopped: 1, stop_epoch: eb('stop_epoch', '+', 1) }))
    .execute();
}

/** Sign-ins and set-up links may have been ended after the backup. */
async function endWhatOpens(tx: Tx, now: number): Promise<void> {
  await tx.updateTable('sign_ins').set({ ended_at: now }).where('ended_at', 'is', null).execute();
  await tx.updateTable('setup_links').set({ used_at: dbNow }).where('used_at', 'is', null).execute();
}
