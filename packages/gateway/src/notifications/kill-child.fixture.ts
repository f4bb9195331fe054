import { writeSync } from 'node:fs';
import { idFactory } from '../kernel/ids.ts';
import { systemRandom } from '../kernel/random.ts';
import { openSqlite } from '../storage/index.ts';
import { callRow } from '../storage/testing.ts';
import { createPlainUpstream } from '../upstream/index.ts';
import { createNotices } from './notices.ts';
import { createNotifications } from './notifications.ts';
import { approvalRow, standInVault, viewOf } from './stage.fixture.ts';

/**
 * A gateway, as far as this room goes, that dies at a named point of a message's way, or none. Arguments: database file;
 * point; number of the question it opens, or `-` for one that carries on what others left, two hours later.
 */
const [path = '', point = '', number = '-'] = process.argv.slice(2);

const later = number === '-' ? 2 * 3_600_000 : 0;
const clock = {
  now: () => Date.now() + later,
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
const die = async (step: string, id: string) => {
  if (step !== point) return;
  writeSync(1, `${step} ${id}\n`);
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
};

const db = await openSqlite({ path, clock });
const newId = idFactory(clock, systemRandom);
const plain = createPlainUpstream({ clock });
const notifications = createNotifications({
  org: 'default',
  db,
  audit: { append: async () => undefined as never },
  vault: standInVault,
  clock,
  random: systemRandom,
  newId,
  logger: { error() {}, warn() {}, info() {}, debug() {} },
  plain,
  publicUrl: () => 'https://gate.example',
  approvals: {
    read: async (_, id) => viewOf({}, { id, callId: 'cal_1', now: clock.now() }),
    decide: () => Promise.reject(new Error('nobody answers here')),
    onChange: () => () => undefined,
  },
  teams: { list: async () => [], routed: async () => [] },
  atStep: die,
  leaseMs: 3_600_000,
});
if (number !== '-') await open(number);
await notifications.worker.drain();
await notifications.close();
await plain.close();
await db.close();

/** Its own agent for each question: none of them is a flood. */
async function open(which: string): Promise<void> {
  const asking = { agent: `agt_k${which}` };
  const view = viewOf(asking, { id: `apr_k${which}`, callId: `cal_k${which}`, now: clock.now() });
  await db.unit(async (tx) => {
    const row = { id: view.callId, agent_id: asking.agent, risk: view.risk, created_at: clock.now() };
    await tx.insertInto('calls').values(callRow(row)).execute();
    await tx.insertInto('approvals').values(approvalRow(view)).execute();
    const notices = createNotices({ org: 'default', newId });
    await notices.asked(tx, { approvalId: view.id, agentId: asking.agent, at: clock.now() });
  });
  await die('noticed', view.id);
}
