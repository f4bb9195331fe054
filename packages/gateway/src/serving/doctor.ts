import { readFile, stat } from 'node:fs/promises';
import { createConnection } from 'node:net';
import path from 'node:path';
import { readTrust, witnessFiles } from '../audit/index.ts';
import type { Config } from '../config.ts';
import { checkConfigFile } from '../config-file/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { Fault } from '../kernel/fault.ts';
import { selectToReconnect } from '../oauth/index.ts';
import { openReader, sqlitePath } from '../storage/index.ts';
import { reachOf } from './doctor-reach.ts';
import { type Finding, report } from './finding.ts';
import { lookAtDatabase } from './look-at-database.ts';
import { verifyStored } from './verify.ts';

/**
 * Looks at an installation from outside and says what to do. Changes nothing.
 * @returns 0 when nothing is wrong, 1 when something is
 */
export async function diagnose(config: Config, print: (line: string) => void): Promise<number> {
  const findings = [
    nodeVersion(),
    ...(await privacy(config)),
    ...(await configuration(config)),
    ...reachOf(config, systemClock.now()),
    ...(await log(config)),
    ...(await reconnects(config)),
    await gatewayState(config),
  ];
  return report(findings, print) ? 0 : 1;
}

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return { level: 'ok', what: `Node.js ${process.versions.node}` };
  return { level: 'error', what: `Node.js ${process.versions.node} is too old.`, fix: 'Install Node.js 24.' };
}

/**
 * Whoever can read key and data can open every credential. Whoever can write the configuration can tighten it at once,
 * and ask for more: that is a warning, unless the file is authoritative.
 */
async function privacy(config: Config): Promise<Finding[]> {
  const written = {
    forbidden: 0o022,
    command: 'chmod go-w',
    level: config.trustConfig ? 'error' : 'warn',
  } as const;
  return Promise.all([
    modeOf('Data directory', config.dataDir, { forbidden: 0o077, command: 'chmod 700', level: 'error' }),
    rootKey(config),
    modeOf('Configuration', config.configFile, written),
    modeOf('Folder of the configuration', path.dirname(config.configFile), written),
    modeOf('Keys in .env', path.join(path.dirname(config.configFile), '.env'), {
      forbidden: 0o077,
      command: 'chmod 600',
      level: 'warn',
    }),
  ]);
}

interface Rule {
  /** mode bits that must not be set */
  readonly forbidden: number;
  readonly command: string;
  readonly level: 'warn' | 'error';
}

async function rootKey({ rootKeyFile }: Config): Promise<Finding> {
  if (rootKeyFile === null) return { level: 'ok', what: 'Root key: from AGENTPORT_ROOT_KEY' };
  const text = await readFile(rootKeyFile, 'utf8').catch(() => '');
  const what = text.includes('agentport-root-scrypt-')
    ? 'Root key file, sealed by a passphrase'
    : 'Root key file';
  return modeOf(what, rootKeyFile, { forbidden: 0o077, command: 'chmod 600', level: 'error' });
}

async function modeOf(what: string, file: string, rule: Rule): Promise<Finding> {
  const found = await stat(file).catch(() => null);
  if (!found) return { level: 'ok', what: `${what}: none yet (${file})` };
  if ((found.mode & rule.forbidden) === 0) return { level: 'ok', what: `${what}: ${file}` };
  return { level: rule.level, what: `${what} ${file} is open to others.`, fix: `${rule.command} ${file}` };
}

async function configuration(config: Config): Promise<Finding[]> {
  try {
    const summary = await checkConfigFile(config.configFile);
    return [
      {
        level: 'ok',
        what: summary ?? `No ${path.basename(config.configFile)}; connections are added by hand`,
      },
    ];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [
      {
        level: 'error',
        what: error.message,
        fix: 'The gateway keeps the policy it has until this is repaired.',
      },
    ];
  }
}

async function log(config: Config): Promise<Finding[]> {
  const { database } = config;
  if (database === null && !(await stat(sqlitePath(config)).catch(() => null))) return [];
  const state = database && (await lookAtDatabase(database));
  const found: Finding[] = state
    ? [{ level: state.kind === 'unusable' ? 'error' : 'ok', what: state.what }]
    : [];
  if (state && state.kind !== 'made') return found;
  const trust = readTrust(witnessFiles(path.join(config.dataDir, 'witness'), config.witnessFile));
  const result = await verifyStored(config, trust);
  if (result.ok) return [...found, { level: 'ok', what: `Audit log: ${result.size} entries, intact` }];
  return [
    ...found,
    {
      level: 'error',
      what: `Audit log: ${result.problem?.message ?? 'not intact'}`,
      fix: 'Keep the data directory as it is, and compare it with a backup before anything else.',
    },
  ];
}

/** Only a person can help such a connection, and every agent that uses it waits for that. */
async function reconnects(config: Config): Promise<Finding[]> {
  if (config.database === null && !(await stat(sqlitePath(config)).catch(() => null))) return [];
  // tables of an older version, or none: the first start makes them, and the log above says what is wrong
  const found = await toReconnect(config).catch(() => []);
  return found.map(({ name, owner, refused }) => ({
    level: 'warn',
    what: `The connection "${name}" must be connected again: its service refuses the sign-in (${refused}).`,
    fix:
      owner === 'file'
        ? 'Get a new credential at the service, and put it where agentport.yaml takes it from.'
        : `Get a new credential at the service, then: agentport connections replace-key ${name}`,
  }));
}

async function toReconnect(config: Config): ReturnType<typeof selectToReconnect> {
  const reader = await openReader(config, systemClock);
  try {
    return await selectToReconnect(reader.read);
  } finally {
    await reader.close();
  }
}

function gatewayState(config: Config): Promise<Finding> {
  return new Promise((resolve) => {
    const socket = createConnection(path.join(config.dataDir, 'control.sock'));
    socket.once('connect', () => {
      socket.destroy();
      resolve({ level: 'ok', what: 'The gateway is running' });
    });
    socket.once('error', () =>
      resolve({ level: 'ok', what: 'The gateway is not running; `npm start` starts it' }),
    );
  });
}
