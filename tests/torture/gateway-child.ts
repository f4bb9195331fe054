/**
 * A gateway in a process of its own that can be told to fail at a point. It loads everything and then waits to be told which
 * gateway it is, so that a killed one is replaced at once.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { readConfig } from '../../packages/gateway/src/config.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { startGateway } from '../../packages/gateway/src/serving/index.ts';
import { obey, wrap } from './fault-points.ts';
import type { Order, Report } from './faults.ts';

process.once('disconnect', () => process.exit(1)); // whoever started it is gone
const [order] = (await once(process, 'message')) as [Extract<Order, { kind: 'open' }>];
obey();
const { home } = order;
const config = readConfig(home.env, home.folder, { demo: false });
const running = await startGateway(
  config,
  {
    clock: systemClock,
    random: systemRandom,
    logger: createLogger(config.logLevel),
    secrets: { takeVariable: () => null },
    integrationsDir: join(import.meta.dirname, 'integrations'),
    wrap,
  },
  join(import.meta.dirname, '..', '..', 'packages', 'console', 'dist'),
);
process.send?.({ kind: 'listening', url: running.url, recovered: running.recovered } satisfies Report);
process.once('SIGTERM', () => {
  void running.close().then(() => process.exit(0));
});
