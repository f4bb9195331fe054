import { Fault } from '../../kernel/fault.ts';
import { Secret } from '../../kernel/secret.ts';

/** How much of TLS is checked, as libpq names it. */
export type TlsMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

/** Where a PostgreSQL database is and who signs in there. Only the password is secret. */
export interface PostgresLocation {
  /** a name, an address, or the folder of a Unix socket */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** null where the server asks for none */
  readonly password: Secret | null;
  /** the one schema that holds all our tables */
  readonly schema: string;
  readonly tls: TlsMode;
  /** file of the certificates to trust; null for those the system trusts */
  readonly tlsRootFile: string | null;
}

const TLS_MODES: readonly TlsMode[] = ['disable', 'require', 'verify-ca', 'verify-full'];
const PARAMETERS = ['sslmode', 'sslrootcert', 'schema', 'host'];
/** Also a channel name and a part of `search_path`: no character that either would have to quote. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,40}$/;

/**
 * Reads `postgres://user:password@host:port/database?sslmode=…&schema=…`. Messages name the part that is wrong and never
 * show the address, for it holds the password.
 * @param password used when the address holds none
 * @throws {Fault} `config_invalid`, `unsafe_setting` (another machine without TLS)
 */
export function parseDatabaseUrl(text: string, password: Secret | null = null): PostgresLocation {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')) {
    throw wrong('it must look like postgres://user:password@host:5432/database');
  }
  const parameters = readParameters(url);
  const host = parameters.get('host') ?? url.hostname.replace(/^\[(.*)\]$/, '$1');
  const database = decode(url.pathname.slice(1), 'database');
  const user = decode(url.username, 'user');
  if (host === '') throw wrong('it names no host');
  if (database === '' || database.includes('/')) throw wrong('it must end in the name of one database');
  if (user === '') throw wrong('it names no user');
  const given = decode(url.password, 'password');
  return Object.freeze({
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    database,
    user,
    password: given === '' ? password : new Secret(given),
    schema: readSchema(parameters.get('schema')),
    tls: readTls(parameters.get('sslmode'), host),
    tlsRootFile: parameters.get('sslrootcert') ?? null,
  });
}

/** `database agentport on db.example.com:5432`, for people. */
export function describeLocation({ host, port, database, schema }: PostgresLocation): string {
  const where = host.startsWith('/') ? host : `${host}:${port}`;
  return `database ${database} on ${where}${schema === 'public' ? '' : `, schema ${schema}`}`;
}

function readParameters(url: URL): ReadonlyMap<string, string> {
  for (const name of url.searchParams.keys()) {
    if (PARAMETERS.includes(name) && url.searchParams.getAll(name).length === 1) continue;
    // a misspelt sslmode must not become no sslmode
    throw wrong(`its parameter "${name}" is unknown or given twice; known: ${PARAMETERS.join(', ')}`);
  }
  return new Map(url.searchParams);
}

function readSchema(name = 'public'): string {
  if (SCHEMA_NAME.test(name) && !name.startsWith('pg_')) return name;
  throw wrong('its schema must be 1 to 41 small letters, digits and underscores');
}

function readTls(mode: string | undefined, host: string): TlsMode {
  const known = TLS_MODES.find((name) => name === mode);
  if (mode !== undefined && known === undefined) {
    throw wrong(`its sslmode must be one of ${TLS_MODES.join(', ')}`);
  }
  if (isThisMachine(host)) return known ?? 'disable';
  if (known !== undefined && known !== 'disable') return known;
  throw new Fault(
    'unsafe_setting',
    `DATABASE_URL reaches ${host} without TLS: the password and every row could be read on the way. ` +
      'Add ?sslmode=verify-full (with sslrootcert=FILE for an authority of your own), or at least ?sslmode=require.',
  );
}

function isThisMachine(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong(`its ${part} holds a % that starts no escape; write it as %25`);
  }
}

function wrong(what: string): Fault {
  return new Fault('config_invalid', `DATABASE_URL cannot be used: ${what}.`);
}
