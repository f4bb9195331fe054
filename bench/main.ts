import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { audit } from './cases/audit.ts';
import { cluster } from './cases/cluster.ts';
import { console as consoleCase } from './cases/console.ts';
import { facade } from './cases/facade.ts';
import { growth } from './cases/growth.ts';
import { history } from './cases/history.ts';
import { idle } from './cases/idle.ts';
import { mcp } from './cases/mcp.ts';
import { pages } from './cases/pages.ts';
import { printRow, type Row, saveRows } from './harness/rows.ts';

/** Measures the gateway side by side with what it is compared to, all in one run: `npm run bench [-- --only mcp,audit]`. */

const CASES: Readonly<Record<string, () => Promise<Row[]>>> = {
  facade,
  mcp,
  audit,
  growth,
  history,
  cluster,
  pages: () => pages(),
  console: consoleCase,
  idle,
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = values.only?.split(',') ?? Object.keys(CASES);
const unknown = wanted.filter((name) => !Object.hasOwn(CASES, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no case ${unknown.join(', ')}. Known: ${Object.keys(CASES).join(', ')}.\n`);
  process.exit(1);
}

const machine = {
  node: process.version,
  cores: availableParallelism(),
  cpu: cpus()[0]?.model ?? 'unknown',
  memory_gib: Math.round(totalmem() / 2 ** 30),
  /** of the minute before: well below the number of cores, or the figures are about somebody else's work, too */
  load_before: Number((loadavg()[0] ?? 0).toFixed(2)),
};
let file = '';
for (const name of wanted) {
  const rows = (await CASES[name]?.()) ?? [];
  for (const measured of rows) printRow(measured);
  file = saveRows(name, rows, machine); // what was measured stays, whatever becomes of the next case
}
process.stdout.write(`${file}\n`);
