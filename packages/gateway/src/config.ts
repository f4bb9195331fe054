import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isOwnNetwork, PROXY_FORM, tlsFilesOf } from './config-file/index.ts';
import { Fault } from './kernel/fault.ts';
import type { LogLevel } from './kernel/logger.ts';
import { Secret } from './kernel/secret.ts';
import { fileFault, type PostgresLocation, parseDatabaseUrl } from './storage/index.ts';

/** Everything the process is told from outside, read once and frozen. Paths are absolute. */
export interface Config {
  /** addresses to listen on; both loopbacks unless AGENTPORT_HOST says otherwise */
  readonly hosts: readonly string[];
  /** 0 takes a free port */
  readonly port: number;
  /** what people and clients call this gateway by; null until the port is known */
  readonly publicUrl: string | null;
  /** certificate (with its chain) and key, when the gateway speaks HTTPS itself */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** addresses and networks whose X-Forwarded-For counts (T101); null when the environment leaves it to agentport.yaml */
  readonly trustedProxies: readonly string[] | null;
  readonly dataDir: string;
  /** null keeps everything in `dataDir` */
  readonly database: PostgresLocation | null;
  readonly configFile: string;
  /** null when AGENTPORT_ROOT_KEY holds the root key itself */
  readonly rootKeyFile: string | null;
  readonly witnessFile: string | null;
  /** the file is authoritative: loosenings in it need no person (containers, GitOps) */
  readonly trustConfig: boolean;
  readonly logLevel: LogLevel;
  readonly demo: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/**
 * Reads the environment. Throws `Fault('config_invalid' | 'unsafe_setting')` that names the variable and what to do.
 * @param cwd base of relative paths
 */
export function readConfig(env: Environment, cwd: string, options: { demo: boolean }): Config {
  const dataDir = path.resolve(cwd, env.AGENTPORT_DATA_DIR || '.agentport/data');
  const port = readPort(env.AGENTPORT_PORT);
  const configFile = path.resolve(cwd, env.AGENTPORT_CONFIG || 'agentport.yaml');
  // one rule: what the environment names counts, and the file says what it does not
  const tls = readTlsFiles(env, cwd) ?? (options.demo ? null : tlsFilesOf(configFile));
  return Object.freeze({
    hosts: env.AGENTPORT_HOST ? [readHost(env.AGENTPORT_HOST)] : ['127.0.0.1', '::1'],
    port,
    publicUrl: env.AGENTPORT_PUBLIC_URL ? readPublicUrl(env.AGENTPORT_PUBLIC_URL, tls !== null) : null,
    tls,
    trustedProxies: readProxies(env.AGENTPORT_TRUSTED_PROXIES),
    dataDir,
    database: options.demo ? null : readDatabase(env, cwd),
    configFile,
    rootKeyFile: readRootKeyFile(env, cwd, dataDir),
    witnessFile: env.AGENTPORT_WITNESS_FILE ? path.resolve(cwd, env.AGENTPORT_WITNESS_FILE) : null,
    trustConfig: readFlag('AGENTPORT_TRUST_CONFIG', env.AGENTPORT_TRUST_CONFIG),
    logLevel: readLogLevel(env.AGENTPORT_LOG_LEVEL),
    demo: options.demo,
  });
}

/** The password may stand in a file of its own, as container secrets do. */
function readDatabase(env: Environment, cwd: string): PostgresLocation | null {
  const file = env.DATABASE_PASSWORD_FILE;
  if (env.DATABASE_URL)
    return parseDatabaseUrl(env.DATABASE_URL, file ? readPassword(path.resolve(cwd, file)) : null);
  if (!file) return null;
  throw new Fault(
    'config_invalid',
    'DATABASE_PASSWORD_FILE is set without DATABASE_URL. Set both, or neither.',
  );
}

function readPassword(file: string): Secret {
  try {
    return new Secret(readFileSync(file, 'utf8').replace(/\r?\n$/, ''));
  } catch (error) {
    throw fileFault(error, file);
  }
}

function readRootKeyFile(env: Environment, cwd: string, dataDir: string): string | null {
  const file = env.AGENTPORT_ROOT_KEY_FILE;
  if (env.AGENTPORT_ROOT_KEY && file) {
    throw new Fault(
      'config_invalid',
      'AGENTPORT_ROOT_KEY and AGENTPORT_ROOT_KEY_FILE are both set. Keep one: the root key has one source.',
    );
  }
  if (env.AGENTPORT_ROOT_KEY) return null;
  return file ? path.resolve(cwd, file) : path.join(path.dirname(dataDir), 'root.key');
}

function readPort(text: string | undefined): number {
  if (!text) return 3000;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw invalid('AGENTPORT_PORT', text, 'a port number from 0 to 65535');
}

function readHost(text: string): string {
  if (/^[0-9A-Za-z.:-]{1,253}$/.test(text)) return text;
  throw invalid('AGENTPORT_HOST', text, 'an address or host name, e.g. 127.0.0.1');
}

function readTlsFiles(env: Environment, cwd: string): Config['tls'] {
  const { AGENTPORT_TLS_CERT: cert, AGENTPORT_TLS_KEY: key } = env;
  if (!cert && !key) return null;
  if (cert && key) return { cert: path.resolve(cwd, cert), key: path.resolve(cwd, key) };
  throw new Fault(
    'config_invalid',
    'Set both AGENTPORT_TLS_CERT and AGENTPORT_TLS_KEY, or neither: a certificate is of no use without its key.',
  );
}

function readProxies(text: string | undefined): readonly string[] | null {
  if (!text) return null;
  const listed = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  for (const one of listed) {
    if (isOwnNetwork(one)) continue;
    throw invalid('AGENTPORT_TRUSTED_PROXIES', one, PROXY_FORM);
  }
  return listed;
}

function readPublicUrl(text: string, tls: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain = url && url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  if (!plain || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw invalid(
      'AGENTPORT_PUBLIC_URL',
      text,
      'an origin such as https://agentport.example.com, without a path',
    );
  }
  if (url.protocol === 'http:' && tls) {
    throw invalid('AGENTPORT_PUBLIC_URL', text, 'an https:// address while the gateway has a certificate');
  }
  if (url.protocol === 'http:' && !isLoopbackName(url.hostname)) {
    throw new Fault(
      'unsafe_setting',
      `AGENTPORT_PUBLIC_URL is ${url.origin}: sign-ins over plain HTTP can be read on the way. Use https://, or localhost.`,
    );
  }
  return url.origin;
}

function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

function readFlag(name: string, text: string | undefined): boolean {
  if (!text || text === '0' || text === 'false') return false;
  if (text === '1' || text === 'true') return true;
  throw invalid(name, text, '1 or 0');
}

function readLogLevel(text: string | undefined): LogLevel {
  if (!text) return 'info';
  const level = LOG_LEVELS.find((known) => known === text);
  if (level) return level;
  throw invalid('AGENTPORT_LOG_LEVEL', text, LOG_LEVELS.join(', '));
}

function invalid(name: string, value: string, expected: string): Fault {
  return new Fault('config_invalid', `${name} is ${JSON.stringify(value)}; it must be ${expected}.`);
}
