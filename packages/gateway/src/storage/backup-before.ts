import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { copySqlite, schemaOf } from './backup-copy.ts';
import { MIGRATIONS } from './migrations/index.ts';

/**
 * Keeps a database as it was before it is brought to a newer schema: an older version of AgentPort can be started on
 * `agentport.db.schema-8` again, and on nothing newer. It stays until a person removes it.
 * @returns the copy, or null where there is nothing to bring forward
 * @throws {Fault} storage_unavailable when there is no room for it: then nothing is migrated either
 */
export async function keepBefore(path: string): Promise<string | null> {
  if (!existsSync(path) || statSync(path).size === 0) return null;
  const schema = schemaOf(path);
  if (schema === null || schema >= MIGRATIONS.length) return null;
  const kept = `${path}.schema-${schema}`;
  const draft = `${kept}.new`;
  rmSync(draft, { force: true }); // of a start that was cut short
  await copySqlite(path, draft);
  renameSync(draft, kept); // an earlier copy of this schema is older than this one, and the migration never ended
  return kept;
}
