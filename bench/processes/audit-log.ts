import path from 'node:path';
import { createAudit } from '../../packages/gateway/src/audit/index.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { idFactory } from '../../packages/gateway/src/kernel/ids.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { openSqlite } from '../../packages/gateway/src/storage/index.ts';
import { runLoad } from '../harness/load.ts';
import { serve, startedWith } from '../harness/serve.ts';

/** The log alone, on its own database: units with one entry each, from several writers at once. */

const { folder } = startedWith<{ folder: string }>();
const db = await openSqlite({ path: path.join(folder, 'agentport.db'), clock: systemClock });
const audit = await createAudit({
  db,
  clock: systemClock,
  random: systemRandom,
  newId: idFactory(systemClock, systemRandom),
  logger: createLogger('error'),
  witnessDir: path.join(folder, 'witness'),
});

let count = 0;

serve({}, async ({ writers, ms }: { writers: number; ms: number }) =>
  runLoad({ concurrency: writers, ms, warmMs: 500 }, async () => {
    const call = `cal_${++count}`;
    await db.unit((tx) =>
      audit.append(tx, {
        kind: 'call.executing',
        actor: 'agt_bench',
        agent: 'agt_bench',
        connection: 'con_bench',
        operation: 'get_item',
        call,
        action_sha256: 'a'.repeat(64),
        intent_sha256: 'b'.repeat(64),
        effect: 'allow',
        reasons: ['tier_connection'],
        requester_address: '127.0.0.1',
      }),
    );
  }),
);
