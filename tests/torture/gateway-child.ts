/**
 * A gateway in a process of its own that can be told to fail at a point. It loads everything and then waits to be told which
 * gateway it is. With a copier it stays as it is and is copied for every start, so that a start costs no loading.
 * Arguments: the socket that the tests listen at, and the copier if there is one.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire, flushCompileCache } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import { readConfig } from '../../packages/gateway/src/config.ts';
import { systemClock } from '../../packages/gateway/src/kernel/clock.ts';
import { createLogger } from '../../packages/gateway/src/kernel/logger.ts';
import { systemRandom } from '../../packages/gateway/src/kernel/random.ts';
import { startGateway } from '../../packages/gateway/src/serving/index.ts';
import { obey, wrap } from './fault-points.ts';
import type { Order, Report } from './faults.ts';
import type { Home } from './installation.ts';
import { lineOver } from './line.ts';

/** At least what `kernel/random` and node:crypto keep in stock. */
const DRAWN_AHEAD_BYTES = 8_192;
const SMALL_DRAW_BYTES = 64;
const DRAWN_AHEAD_UUIDS = 128;

const [, code = '', socketPath = '', copier] = process.argv;

if (copier === undefined) standBy(process.pid);
else {
  const copy = createRequire(copier)(copier) as () => number;
  const leave = () => process.exit(1); // whoever started it is gone
  const goOnInCopy = () => {
    const id = copy();
    if (id > 0) return;
    process.off('disconnect', leave);
    process.disconnect();
    Object.defineProperty(process, 'pid', { value: -id });
    forgetRandomness();
    standBy(-id);
  };
  process.once('disconnect', leave);
  process.on('message', (what) => void setImmediate(what === 'copy' ? goOnInCopy : () => standBy(0)));
  process.send?.('loaded');
}

/** @param pid 0 for one that is not to be killed, because it is copied later */
function standBy(pid: number): void {
  const socket = connect(socketPath);
  const line = lineOver<Report, Order>(socket);
  let leave = () => void socket.end();
  if (pid !== 0) void line.closed.then(die);
  line.say({ kind: 'here', pid });
  line.hear(obey(line.say, { open, close: () => leave(), disarmed: keepCompiled }));
  async function open(home: Home): Promise<void> {
    const running = await startGateway(
      readConfig(home.env, home.folder, { demo: false }),
      {
        clock: systemClock,
        random: systemRandom,
        logger: createLogger('error'),
        secrets: { takeVariable: () => null },
        integrationsDir: join(import.meta.dirname, 'integrations'),
        wrap,
      },
      join(import.meta.dirname, '..', '..', 'packages', 'console', 'dist'),
    );
    leave = () => void running.close().then(() => socket.destroy());
    line.say({ kind: 'listening', url: running.url, recovered: running.recovered });
  }
}

/** A copy has none of the threads that an orderly exit waits for. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** What was drawn ahead would be drawn by every copy. */
function forgetRandomness(): void {
  for (let drawn = 0; drawn <= DRAWN_AHEAD_BYTES; drawn += SMALL_DRAW_BYTES)
    systemRandom.bytes(SMALL_DRAW_BYTES);
  for (let drawn = 0; drawn <= DRAWN_AHEAD_UUIDS; drawn++) randomUUID();
}

/** Once for each bundle, by a process that has done everything a gateway does: what it compiled need not be compiled again. */
function keepCompiled(): void {
  const mark = `${code}.compiled`;
  if (existsSync(mark)) return;
  writeFileSync(mark, '');
  flushCompileCache();
}
