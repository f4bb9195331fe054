import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  exitCode,
  readTrust,
  type Trust,
  type Verification,
  verifyDatabase,
  verifyExport,
  verifyLog,
  witnessFiles,
} from '../audit/index.ts';
import type { Config } from '../config.ts';
import { systemClock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import { type DatabasePlace, openReader, sqlitePath } from '../storage/index.ts';

/**
 * Checks the log without a running gateway and without changing anything, also in a damaged database or an export.
 * @returns 0 when it is intact, else 1; the finer code is in the JSON
 */
export async function verifyInstallation(
  config: Config,
  options: { exportFile: string | null; json: boolean },
  print: (line: string) => void,
): Promise<number> {
  const dataDir = config.database === null ? withLog(config.dataDir) : config.dataDir;
  const trust = readTrust(witnessFiles(path.join(dataDir, 'witness'), config.witnessFile));
  const result = options.exportFile
    ? await verifyExport(options.exportFile, trust)
    : await verifyStored({ dataDir, database: config.database }, trust);
  print(
    options.json
      ? JSON.stringify({ ...result, exit_code: exitCode(result), data_dir: dataDir })
      : sentence(result),
  );
  return result.ok ? 0 : 1;
}

/** The log where it lies, also while a gateway writes it. */
export async function verifyStored(place: DatabasePlace, trust: Trust): Promise<Verification> {
  if (place.database === null) return verifyDatabase(sqlitePath(place), trust, systemClock);
  const reader = await openReader(place, systemClock);
  try {
    return await verifyLog(reader.read, trust);
  } finally {
    await reader.close();
  }
}

/** The data directory; the demo's, when only that one has a log. */
function withLog(dataDir: string): string {
  if (existsSync(path.join(dataDir, 'agentport.db'))) return dataDir;
  const demo = path.join(path.dirname(dataDir), 'demo', 'data');
  if (existsSync(path.join(demo, 'agentport.db'))) return demo;
  throw new Fault(
    'not_found',
    `There is no log in ${dataDir}. Set AGENTPORT_DATA_DIR to the gateway's data directory.`,
  );
}

function sentence(result: Verification): string {
  if (result.ok) return `${result.size} entries, intact. Root ${result.root}`;
  const { problem } = result;
  return `NOT INTACT: ${problem?.message ?? 'unknown'} [${problem?.code ?? 'unreadable'}${problem?.index == null ? '' : ` at ${problem.index}`}]`;
}
