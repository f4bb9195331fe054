/**
 * One of several processes that all want the one permit of the same call: tries `count` times at once, sends for every
 * claim it won, and prints how many that were. Arguments: database, service, count, and the fence as JSON.
 */
import { claimApproved, type Fence } from '../../packages/gateway/src/approvals/index.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { connectSqlite } from '../../packages/gateway/src/storage/sqlite/connect.ts';

const [path = '', service = '', count = '0', fence = '{}'] = process.argv.slice(2);
const db = connectSqlite({ path, clock: systemClock });
const awake = setInterval(() => undefined, 1000); // a signal alone does not keep a process
const together = new Promise((resolve) => process.once('SIGUSR2', resolve));
console.log('ready');
await together;
clearInterval(awake);

async function claim(attempt: number): Promise<boolean> {
  const permitId = `pmt_${process.pid}_${attempt}`;
  const won = await db.unit((tx) =>
    claimApproved(tx, { org: 'default', callId: 'cal_1', permitId, fence: JSON.parse(fence) as Fence }),
  );
  if (won) await fetch(service, { method: 'POST', body: permitId });
  return won;
}

const claims = await Promise.all(Array.from({ length: Number(count) }, (_, attempt) => claim(attempt)));
console.log(`won ${claims.filter(Boolean).length} of ${claims.length}`);
await db.close();
