import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Catalog } from '../catalog/index.ts';
import { Fault } from '../kernel/fault.ts';
import { checkNames } from './check.ts';
import { declare } from './declared.ts';
import { parseConfigFile } from './parse.ts';

/** What an agentport.yaml says, or the first thing wrong with it. */
export type Validation =
  | { readonly ok: true; readonly connections: number; readonly tiers: number; readonly rules: number }
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * Checks a file as a start would, without a gateway, without a secret and without changing anything: YAML, keys,
 * values, integrations, operations, addresses.
 * @throws {Fault} `not_found` when the file cannot be read
 */
export async function validateConfigFile(file: string, catalog: Catalog): Promise<Validation> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Fault('not_found', `${file} cannot be read (${cause.code ?? 'failed'}).`, { cause });
  });
  try {
    const name = path.basename(file);
    const declared = declare(parseConfigFile(text, name), name);
    checkNames(catalog, declared);
    const { tiers, rules } = declared.content.policy;
    return { ok: true, connections: declared.blocks.length, tiers: tiers.length, rules: rules.length };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}
