import type { DialectWords } from '../migrations/migration.ts';

export const postgresWords: DialectWords = {
  integer: 'bigint',
  // Ids and digests are compared byte by byte, as SQLite does: another collation would reorder pages and cursors.
  text: 'text collate "C"',
  bytes: 'bytea',
  tableEnd: '',
  refuse: ({ name, table, on, condition }) => `
    create function ${name}() returns trigger language plpgsql as
      $$ begin raise exception '${name}' using errcode = 'check_violation'; end $$;
    create trigger ${name} before ${on} on ${table} for each row when (${condition}) execute function ${name}()`,
  // `clock_timestamp()`, not `now()`: that one stands still within a transaction, and a claim may have waited for a lock.
  time: [
    `create function db_now() returns bigint language sql volatile parallel safe as
      $$ select floor(extract(epoch from clock_timestamp()) * 1000)::bigint $$`,
  ],
};
