import type { DialectWords } from '../migrations/migration.ts';

export const sqliteWords: DialectWords = {
  integer: 'integer',
  counter: 'integer', // a key of this type counts by itself
  text: 'text',
  bytes: 'blob',
  tableEnd: 'strict', // without it SQLite would store text in an integer column and compare it as larger than any
  refuse: ({ name, table, on, condition }) =>
    `create trigger ${name} before ${on} on ${table} when ${condition} begin select raise(abort, '${name}'); end`,
  time: [], // every connection brings `db_now()` along
};
