import path from 'node:path';
import { type ClosedPast, closePast } from '../../approvals/index.ts';
import { type Checkpoint, createAudit } from '../../audit/index.ts';
import { ORG } from '../../gateway.ts';
import { idFactory } from '../../kernel/ids.ts';
import { dbNow, openSqlite, type Tx } from '../../storage/index.ts';
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
    const audit = await createAudit({
      db,
      clock,
      random,
      newId,
      logger,
      witnessDir: path.join(dataDir, 'witness'),
    });
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
