import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Config, readConfig } from './config.ts';
import { systemClock } from './kernel/clock.ts';
import { Fault } from './kernel/fault.ts';
import { createLogger } from './kernel/logger.ts';
import { systemRandom } from './kernel/random.ts';
import type { Ports } from './ports.ts';
import {
  checkPhone,
  checkProofFile,
  copyDatabase,
  diagnose,
  greet,
  runBackupCommand,
  startControl,
  startGateway,
  validateInstallation,
  verifyInstallation,
} from './serving/index.ts';
import { envKeySource, type KeyVariable } from './vault/index.ts';

/** The process: the only reader of the environment and the arguments. */

const REPOSITORY = path.join(import.meta.dirname, '..', '..', '..');
const CONSOLE_DIST = path.join(REPOSITORY, 'packages', 'console', 'dist');

const ROOT_KEY = 'AGENTPORT_ROOT_KEY';
/** The one before, for the start at which the root key changes. */
const PREVIOUS_ROOT_KEY = 'AGENTPORT_ROOT_KEY_PREVIOUS';

const [command = 'serve', ...flags] = process.argv.slice(2);

/** Variables that were taken out of the environment, for later reloads of the configuration. */
const taken = new Map<string, string>();

let databaseUrl: string | undefined;

try {
  process.exitCode = await run(command);
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  process.stderr.write(`agentport: ${error.message} [${error.code}]\n`);
  process.exitCode = 1;
}

async function run(name: string): Promise<number> {
  switch (name) {
    case 'serve':
      return serve();
    case 'control':
      return control();
    case 'doctor':
      return flags.includes('--phone') ? checkPhone(config(), print) : diagnose(config(), print);
    case 'verify':
      return verifyInstallation(
        config(),
        { exportFile: flagValue('--export'), json: flags.includes('--json') },
        print,
      );
    case 'check-proof':
      return checkProofFile(flags[0] ?? '', flagValue('--key') ?? '', print);
    case 'copy-database':
      print(JSON.stringify(await copyDatabase(config(), systemClock)));
      return 0;
    case 'validate':
      return validateInstallation(
        flags[0] ?? config().configFile,
        path.join(REPOSITORY, 'integrations'),
        print,
      );
    case 'backup':
    case 'verify-backup':
    case 'restore':
      return runBackupCommand(name, { config: config(), ports: ports(config()), flags, print });
    default:
      throw new Fault(
        'invalid_request',
        `Unknown command "${name}". Known: serve, control, doctor, verify, check-proof, validate, backup, verify-backup, restore, copy-database.`,
      );
  }
}

async function serve(): Promise<number> {
  if (flags.includes('--demo')) {
    const { runDemo } = await import('./demo/index.ts');
    return runDemo({
      config: config(),
      ports: ports(config()),
      consoleDist: await consoleDist(),
      autoApprove: flags.includes('--auto-approve'),
      report: flagValue('--report'),
      print,
      untilStopped,
    });
  }
  const stopped = untilStopped(); // from the first moment: a stop while it starts is a stop, not a crash
  const settings = config();
  const running = await startGateway(settings, ports(settings), CONSOLE_DIST, { stopped, tell: print }).catch(
    unlessStopped,
  );
  if (running === null) return 0;
  // after the doors are open: what is wrong with the installation shows at once, and agents need no pages
  await consoleDist();
  // whoever renews a certificate says so; where there is none, a closed terminal ends the process as ever
  if (settings.tls) process.on('SIGHUP', running.lookAtCertificate);
  print(greet(running, settings));
  await stopped;
  await running.close();
  return 0;
}

async function control(): Promise<number> {
  const stopped = untilStopped();
  const settings = config();
  const running = await startControl(settings, ports(settings));
  print(`control ${running.path}`);
  process.stdin.resume();
  await Promise.race([stopped, new Promise((resolve) => process.stdin.once('end', resolve))]);
  await running.close();
  process.stdin.pause();
  return 0;
}

/** Stopped while it waited for its passphrase. */
function unlessStopped(error: unknown): null {
  if (error instanceof Fault && error.code === 'shutting_down') return null;
  throw error;
}

function config(): Config {
  return readConfig(environment(), process.cwd(), { demo: flags.includes('--demo') });
}

/** The address of the database holds a password; like the root key, agentport.yaml cannot name it. */
function environment(): Readonly<Record<string, string | undefined>> {
  databaseUrl ??= process.env.DATABASE_URL;
  delete process.env.DATABASE_URL;
  return { ...process.env, DATABASE_URL: databaseUrl };
}

function ports(settings: Config): Ports {
  return {
    clock: systemClock,
    random: systemRandom,
    logger: createLogger(settings.logLevel),
    secrets: { takeVariable },
    ...rootKeySource(settings),
    integrationsDir: path.join(REPOSITORY, 'integrations'),
  };
}

/** The root key itself, where no file holds it. It is never among the variables that agentport.yaml can name. */
function rootKeySource(settings: Config): Pick<Ports, 'keySource'> {
  const current = keyVariable(ROOT_KEY);
  const previous = keyVariable(PREVIOUS_ROOT_KEY);
  if (settings.rootKeyFile !== null || current === null) return {};
  return { keySource: envKeySource(current, previous) };
}

function keyVariable(name: string): KeyVariable | null {
  const value = process.env[name];
  delete process.env[name];
  return value ? { name, value } : null;
}

/** Secrets leave the environment when they are read: child processes and crash reports never see them. */
function takeVariable(name: string): string | null {
  const value = process.env[name];
  if (value !== undefined) {
    taken.set(name, value);
    delete process.env[name];
  }
  return taken.get(name) ?? null;
}

/** The console is built from source when it is missing or older than its sources. */
async function consoleDist(): Promise<string> {
  const builder = path.join(REPOSITORY, 'packages', 'console', 'build.ts');
  if (existsSync(builder)) {
    const { buildConsole } = (await import(builder)) as { buildConsole(): Promise<unknown> };
    await buildConsole().catch((error: unknown) => {
      // agents do not need the pages; what stays is the last good build, or a sentence in its place
      process.stderr.write(`agentport: the console could not be built: ${String(error)}\n`);
    });
  }
  return CONSOLE_DIST;
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function flagValue(flag: string): string | null {
  const at = flags.indexOf(flag);
  return at === -1 ? null : (flags[at + 1] ?? null);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
