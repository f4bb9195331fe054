import type { Migration } from './migration.ts';

/** The log of messages is read from its end, and those that were given up by themselves: few among those of thirty days. */
export const messageLog: Migration = {
  number: 21,
  name: 'message-log',
  statements: () => [
    `create index deliveries_in_order on deliveries (org, id)`,
    `create index deliveries_given_up on deliveries (org, id) where state = 'dead'`,
  ],
};
