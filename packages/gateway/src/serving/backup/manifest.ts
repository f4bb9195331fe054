import { z } from 'zod';
import { unreadable } from './archive.ts';

/** What a backup says about itself. It is the last part, written when every other one is complete. */

export const MANIFEST = 'manifest.json';
export const DATABASE = 'database/agentport.db';
export const WITNESS = 'witness/';
export const CONFIG = 'agentport.yaml';
export const ESCROW = 'root-key.sealed';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const manifestSchema = z.strictObject({
  format: z.literal(1),
  /** of AgentPort */
  version: z.string().max(64),
  instance: z.string().max(128),
  created_at: z.iso.datetime(),
  /** newest step of the schema */
  schema: z.int().min(1),
  log: z.strictObject({ size: z.int().min(0), root: sha256 }),
  parts: z.array(z.strictObject({ name: z.string().max(99), bytes: z.int().min(0), sha256 })).max(64),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** @throws {Fault} backup_unreadable */
export function parseManifest(bytes: Buffer): Manifest {
  const parsed = manifestSchema.safeParse(jsonOf(bytes));
  if (parsed.success) return parsed.data;
  throw unreadable('what it says about itself cannot be understood; perhaps a newer version wrote it');
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
