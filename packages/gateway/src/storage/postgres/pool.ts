import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { type ClientBase, type ClientConfig, Pool } from 'pg';
import { fileFault } from '../file-fault.ts';
import type { PostgresLocation } from './location.ts';
import { PLAIN_TYPES } from './types.ts';

const CONNECT_MS = 5_000;
/** Beyond the server's own limit: it is for a server that says nothing at all. */
const SILENCE_MS = 5_000;

export interface PoolSize {
  readonly max: number;
  /** longest statement, ms */
  readonly statementMs: number;
}

export function openPool(location: PostgresLocation, { max, statementMs }: PoolSize): Pool {
  const pool = new Pool({ ...clientConfig(location, statementMs), max, idleTimeoutMillis: 60_000 });
  // An idle connection broke; the pool has dropped it, and whoever comes next gets another one or an error.
  pool.on('error', () => undefined);
  return pool;
}

/** Everything the driver would otherwise take from the environment is given here. */
export function clientConfig(location: PostgresLocation, statementMs: number): ClientConfig {
  const { host, port, database, user, password, schema } = location;
  return {
    host,
    port,
    database,
    user,
    ...(password === null ? {} : { password: () => password.reveal().toString('utf8') }),
    ssl: tlsOptions(location),
    application_name: 'agentport',
    client_encoding: 'UTF8',
    // pg_temp last: a temporary table must not stand in for one of ours
    options: `-c search_path=${schema},pg_temp -c client_min_messages=warning`,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: statementMs,
    query_timeout: statementMs + SILENCE_MS,
    idle_in_transaction_session_timeout: statementMs,
    keepAlive: true,
    pipeline: true, // BEGIN travels with the first statement
    types: PLAIN_TYPES,
  };
}

function tlsOptions({ tls, tlsRootFile, host }: PostgresLocation): ConnectionOptions | false {
  if (tls === 'disable') return false;
  const ca = tlsRootFile === null ? {} : { ca: readRoot(tlsRootFile) };
  if (tls === 'require') return { rejectUnauthorized: false, servername: host };
  if (tls === 'verify-ca') return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined };
  return { ...ca, rejectUnauthorized: true };
}

function readRoot(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileFault(error, file);
  }
}

/** Called with a connection before each of its statements; tests tell the database their time by it. */
export type BeforeStatement = (client: ClientBase) => void;
