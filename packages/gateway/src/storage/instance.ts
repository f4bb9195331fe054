import type { Random } from '../kernel/random.ts';
import type { Database } from './database.ts';
import { lock } from './lock.ts';
import { dbNow } from './time.ts';

export interface Instance {
  /** random, made at the first start: binds digests, ciphertext and the log to this installation */
  readonly id: string;
  readonly createdAt: number;
}

/** The identity of this installation; made once, then always the same. */
export async function ensureInstance(db: Database, random: Random): Promise<Instance> {
  const id = `ins_${random.bytes(16).toString('hex')}`;
  return db.unit(async (tx) => {
    await lock(tx, 'first', 'instance');
    const known = await tx.selectFrom('instance').select(['id', 'created_at']).executeTakeFirst();
    if (known !== undefined) return { id: known.id, createdAt: known.created_at };
    const made = await tx
      .insertInto('instance')
      .values({ id, created_at: dbNow, time_seen: dbNow })
      .returning(['id', 'created_at'])
      .executeTakeFirstOrThrow();
    return { id: made.id, createdAt: made.created_at };
  });
}
