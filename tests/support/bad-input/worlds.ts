import { sql } from 'kysely';
import type { TestGateway } from '../gateway.ts';

/** Makes something wrong with the world; what it returns puts it right again, or null when nothing can. */
type World = (gateway: TestGateway, token: string) => Promise<(() => Promise<void>) | null>;

/** Worlds that only a gateway of their own can live in. */
export const FOR_GOOD: ReadonlySet<string> = new Set(['the disk is read-only']);

/** By the names the table uses. */
export const WORLDS: Readonly<Record<string, World>> = {
  'the service echoes the credential': serviceIn({ kind: 'echo', place: 'message', encoding: 'raw' }),
  'the service answers 500': serviceIn({ kind: 'status', status: 500 }),
  'the service answers 429': serviceIn({ kind: 'status', status: 429, retry_after_s: 7 }),
  'the service redirects': serviceIn({ kind: 'echo', place: 'location', encoding: 'raw' }),
  'the service hangs up': serviceIn({ kind: 'drop', when: 'mid_reply' }),

  async 'the stored credential was changed'({ running }) {
    const { db } = running.gateway;
    const rows = await db.read.selectFrom('credentials').selectAll().execute();
    for (const row of rows) {
      const sealed = Uint8Array.from(row.sealed);
      sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
      await db.unit((tx) => tx.updateTable('credentials').set({ sealed }).where('id', '=', row.id).execute());
    }
    return async () => {
      for (const { id, sealed } of rows) {
        await db.unit((tx) => tx.updateTable('credentials').set({ sealed }).where('id', '=', id).execute());
      }
    };
  },

  /** SQLite then answers each write as it does on a read-only file system. */
  async 'the disk is read-only'({ running }) {
    await pragma(running, 'pragma query_only = on');
    return null;
  },

  /** The file may not grow any more; calls are made until what is left of its pages is used up. */
  async 'the disk is full'(gateway, token) {
    const { running } = gateway;
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(running.gateway.db.read);
    await pragma(running, `pragma max_page_count = ${rows[0]?.page_count ?? 0}`);
    for (let calls = 0; calls < 200; calls++) {
      const { status } = await gateway.call(token, 'stripe.list_customers', { limit: 1 });
      if (status === 503) return () => pragma(running, 'pragma max_page_count = 1073741823');
    }
    throw new Error('the database never became full');
  },
};

function serviceIn(mode: Parameters<TestGateway['sandbox']['stripe']['service']['mode']>[0]): World {
  return async ({ sandbox }) => {
    sandbox.stripe.service.mode(mode);
    return async () => sandbox.stripe.service.mode({ kind: 'normal' });
  };
}

async function pragma({ gateway }: TestGateway['running'], statement: string): Promise<void> {
  await gateway.db.unit((tx) => sql.raw(statement).execute(tx));
}
