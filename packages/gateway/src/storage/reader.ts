import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** A database that is only looked at. */
export interface StoredReader {
  readonly read: Kysely<Schema>;
  close(): void | Promise<void>;
}
