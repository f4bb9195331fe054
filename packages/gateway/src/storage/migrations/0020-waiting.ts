import type { Migration } from './migration.ts';

/** The calls that wait for a person, in the order they were asked: few among many, so calls that policy allows pay nothing. */
export const waiting: Migration = {
  number: 20,
  name: 'waiting',
  statements: () => [`create index calls_waiting_in_order on calls (org, id) where state = 'pending'`],
};
