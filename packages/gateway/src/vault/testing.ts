import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import type { Clock } from '../kernel/clock.ts';
import { type Random, systemRandom } from '../kernel/random.ts';
import { Secret } from '../kernel/secret.ts';
import type { Database, Tx } from '../storage/database.ts';
import type { Schema } from '../storage/schema.ts';
import type { KeySource } from './sources/key-source.ts';
import { createVault, type Vault } from './vault.ts';

/** 2026-11-21T06:00:00Z */
export const TEST_TIME = 1_795_240_800_000;

export function testClock(start = TEST_TIME): Clock & { set(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    set: (ms) => {
      now = ms;
    },
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** A plainly fake root key: 32 times the same byte. */
export function testKeySource(byte = 7): KeySource {
  const read = async () => {
    return { candidates: [new Secret(Buffer.alloc(32, byte))], wanted: null, moreByPassphrase: false };
  };
  return { kind: () => 'environment', read };
}

/** Only the vault's tables, in memory, without the rules the real migrations add: the envelope must hold alone. */
export function testDatabase(): Database {
  const sqlite = new DatabaseSync(':memory:');
  sqlite.exec(`
    create table keys (id, org, purpose, version, wrapped, created_at);
    create table signing_keys (org, wrapped, created_at);
    create table credentials (id, org, connection_id, field, version, sealed, fingerprint, created_at);
    create table payload_keys (org, day, sealed);
    create table payloads (id, org, day, kind, sealed, commitment, created_at);
  `);
  const read = new Kysely<Schema>({ dialect: new SqliteDialect({ database: forKysely(sqlite) }) });
  return {
    dialect: 'sqlite',
    signals: null,
    read,
    unit: (work) => read.transaction().execute((tx) => work(tx as unknown as Tx)),
    close: () => read.destroy(),
  };
}

function forKysely(sqlite: DatabaseSync) {
  return {
    close: () => sqlite.close(),
    prepare(sql: string) {
      const statement = sqlite.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (values: readonly unknown[]) => statement.all(...(values as SQLInputValue[])),
        run: (values: readonly unknown[]) => statement.run(...(values as SQLInputValue[])),
        iterate: (values: readonly unknown[]) => statement.iterate(...(values as SQLInputValue[])),
      };
    },
  };
}

export function testVault(
  options: { db?: Database; keySource?: KeySource; instance?: string; clock?: Clock; random?: Random } = {},
): Promise<Vault> {
  return createVault({
    db: options.db ?? testDatabase(),
    keySource: options.keySource ?? testKeySource(),
    instance: options.instance ?? 'ins_test',
    org: 'default',
    clock: options.clock ?? testClock(),
    random: options.random ?? systemRandom,
    audit: { append: async () => undefined },
  });
}
