/**
 * One of several processes that all want the one permit of the same call, round after round. For every line
 * `<call id>` on standard input it tries `count` times at once, sends for every claim it won, and prints
 * `<call id> <won> <tried>`. Arguments: database, service, count, and the fence as JSON.
 */
import { createInterface } from 'node:readline';
import { claimApproved, type Fence } from '../../packages/gateway/src/approvals/index.ts';
import { Fault } from '../../packages/gateway/src/kernel/fault.ts';
import { parseDatabaseUrl } from '../../packages/gateway/src/storage/index.ts';
import { connectPostgres } from '../../packages/gateway/src/storage/postgres/open.ts';

const ATTEMPTS_MAX = 50;
const [url = '', service = '', count = '0', fence = '{}'] = process.argv.slice(2);
const db = connectPostgres({ location: parseDatabaseUrl(url) });
const current = JSON.parse(fence) as Fence;

async function claim(callId: string, attempt: number): Promise<boolean> {
  const permitId = `pmt_${callId}_${process.pid}_${attempt}`;
  const won = await untilAnswered(() =>
    db.unit((tx) => claimApproved(tx, { org: 'default', callId, permitId, fence: current })),
  );
  if (won) await fetch(`${service}${callId}`, { method: 'POST', body: permitId });
  return won;
}

/** A thousand at once wait longer for a connection than a call would; who got none has not tried yet. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const busy = error instanceof Fault && error.code === 'storage_unavailable' && !error.details;
      if (!busy || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

console.log('ready');
for await (const callId of createInterface({ input: process.stdin })) {
  const claims = await Promise.all(Array.from({ length: Number(count) }, (_, n) => claim(callId, n)));
  console.log(`${callId} ${claims.filter(Boolean).length} ${claims.length}`);
}
await db.close();
