/**
 * A gateway in a process of its own that, once SIGUSR2 has armed it, kills itself with SIGKILL at one named point of the
 * next approved call. Run with the environment of `agentport serve`; the only argument is the point. Prints
 * `listening <url> <recovered>` and `armed`.
 */
import { join } from 'node:path';
import { readConfig } from '../../packages/gateway/src/config.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import type { Wrap } from '../../packages/gateway/src/ports.ts';
import { startGateway } from '../../packages/gateway/src/serving/index.ts';
import type { Database } from '../../packages/gateway/src/storage/database.ts';
import type { CrashPoint } from './crash.ts';

let armed = false;
let sent = false;
const dieAt = (point: CrashPoint, here = true) => {
  if (armed && here && process.argv[2] === point) process.kill(process.pid, 'SIGKILL');
};
const isApproved = (value: unknown) => (value as { state?: unknown } | null)?.state === 'approved';

const wrap: Wrap = {
  db: (db) => ({
    ...db,
    async unit(work) {
      const value = await db.unit(async (tx) => {
        const result = await work(tx);
        dieAt('before the decision is committed', isApproved(result));
        return result;
      });
      dieAt('after the decision is committed', isApproved(value));
      if (sent) dieAt('after the outcome is committed', !(await isRunning(db)));
      return value;
    },
  }),
  courier: (courier) => ({
    async send(send) {
      const changes = send.action.risk !== 'read';
      dieAt('after the claim is committed', changes);
      const answer = await courier.send(send);
      dieAt('after the service did it', changes);
      sent ||= armed && changes;
      return answer;
    },
  }),
};

async function isRunning(db: Database): Promise<boolean> {
  const running = db.read.selectFrom('calls').select('id').where('state', '=', 'executing');
  return (await running.execute()).length > 0;
}

const repository = join(import.meta.dirname, '..', '..');
const running = await startGateway(
  readConfig(process.env, process.cwd(), { demo: false }),
  {
    clock: systemClock,
    random: systemRandom,
    logger: createLogger('error'),
    secrets: { takeVariable: () => null },
    integrationsDir: join(repository, 'integrations'),
    wrap,
  },
  join(repository, 'packages', 'console', 'dist'),
);
console.log(`listening ${running.url} ${JSON.stringify(running.recovered)}`);
process.once('SIGUSR2', () => {
  armed = true;
  console.log('armed');
});
process.once('SIGTERM', () => {
  void running.close().then(() => process.exit(0));
});
