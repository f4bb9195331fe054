import type { Migration } from './migration.ts';

/** How much a connection of the console may carry, where a person said so. */
export const connectionLimits: Migration = {
  number: 22,
  name: 'connection-limits',
  statements: ({ integer }) => [
    `alter table connections add column concurrent_calls ${integer} check (concurrent_calls between 1 and 256)`,
    `alter table connections add column deadline_ms ${integer} check (deadline_ms between 1000 and 600000)`,
  ],
};
