/**
 * Stands beside the two drivers and sees every statement of this process: which, before and after, and what was written in
 * the transaction it belongs to. It can also take the database away for a moment.
 */
import { Client } from 'pg';
import { AUDIT_KINDS } from '../../packages/gateway/src/audit/kinds.ts';
import { SqliteConnection } from '../../packages/gateway/src/storage/sqlite/connection.ts';
import { storageFault } from '../../packages/gateway/src/storage/sqlite/fault.ts';
import { LOST_MS } from './faults.ts';

export interface Seen {
  /** with one space where there were several */
  readonly text: string;
  /** kind of the audit entry that this statement writes */
  readonly entry: string | null;
  /** the statements of its transaction so far, and the kinds of the entries they wrote */
  readonly transaction: readonly string[];
}

export interface Watcher {
  before(seen: Seen): void;
  after(seen: Seen): void;
}

export interface Statements {
  /** From now on the database cannot be reached, for a while. A commit that is on its way still goes out. */
  lose(): void;
}

const KINDS: ReadonlySet<unknown> = new Set(AUDIT_KINDS);
/** The sequencer moves entries that others wrote: its statements have `$1` for `?`. */
const WRITES_ENTRY = /^insert into "audit_(inbox"|entries" .*\?)/;

export function onStatements(watcher: Watcher): Statements {
  const watch = transactions(watcher);
  const sqlite = aroundSqlite(watch);
  const postgres = aroundPostgres(watch);
  return {
    lose() {
      sqlite.lose();
      postgres.lose();
    },
  };
}

type Watch = ReturnType<typeof transactions>;

function transactions(watcher: Watcher) {
  const open = new WeakMap<object, string[]>();
  return (connection: object, statement: string, parameters: readonly unknown[]) => {
    const text = statement.replace(/\s+/g, ' ').trim();
    if (text.startsWith('begin')) open.set(connection, []);
    const transaction = open.get(connection) ?? [];
    const kind = WRITES_ENTRY.test(text) ? parameters.find((value) => KINDS.has(value)) : undefined;
    const entry = typeof kind === 'string' ? kind : null;
    const seen = { text, entry, transaction };
    return {
      before: () => watcher.before(seen),
      after() {
        transaction.push(text, ...(entry === null ? [] : [entry]));
        watcher.after(seen);
      },
    };
  };
}

/** A disk that fails: SQLite gives the transaction up, and every statement after it fails as well. */
function aroundSqlite(watch: Watch) {
  const { prototype } = SqliteConnection;
  const { run, query: ask } = prototype;
  let lost = false;
  const requireDisk = (connection: SqliteConnection) => {
    if (!lost) return;
    if (connection.inTransaction) run.call(connection, 'rollback');
    throw storageFault(Object.assign(new Error('disk I/O error'), { errcode: 10 }));
  };
  prototype.run = function (statement) {
    const seen = watch(this, statement, []);
    seen.before();
    requireDisk(this);
    run.call(this, statement);
    seen.after();
  };
  prototype.query = function (query) {
    const seen = watch(this, query.sql, query.parameters);
    seen.before();
    requireDisk(this);
    const result = ask.call(this, query);
    seen.after();
    return result as never;
  };
  return {
    lose() {
      lost = true;
      setTimeout(() => {
        lost = false;
      }, LOST_MS);
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: pg's overloads of query and connect, handed through as they come
type Loose = (...args: any[]) => any;

interface Connected {
  readonly connection: { readonly stream: { destroy(): void } };
}

/** A server that is gone: every connection ends, and new ones are refused. */
function aroundPostgres(watch: Watch) {
  const prototype = Client.prototype as unknown as { query: Loose; connect: Loose };
  const { query, connect } = prototype;
  const open = new Set<Connected>();
  let lost = false;
  prototype.connect = function (this: Connected, ...args) {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const [callback] = args as [((error: Error) => void)?];
    if (lost && callback) return void setImmediate(callback, refused);
    if (lost) return Promise.reject(refused);
    open.add(this);
    return connect.apply(this, args);
  };
  prototype.query = function (this: Connected, ...args) {
    const [given, values = []] = args as [string | { text: string; values?: unknown[] }, unknown[]?];
    const text = typeof given === 'string' ? given : given.text;
    const parameters = typeof given === 'string' ? values : (given.values ?? []);
    return around(watch(this, text, parameters), () => query.apply(this, args) as Promise<unknown>);
  };
  const end = () => {
    for (const { connection } of open) connection.stream.destroy();
    open.clear();
  };
  return {
    lose() {
      lost = true;
      setImmediate(end); // after what is being sent now
      setTimeout(() => {
        lost = false;
      }, LOST_MS);
    },
  };
}

async function around(seen: ReturnType<Watch>, run: () => Promise<unknown>): Promise<unknown> {
  seen.before();
  const result = await run();
  seen.after();
  return result;
}
