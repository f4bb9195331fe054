import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Definition, Operation } from './definition.ts';
import { type ManifestProblem, parseManifest } from './parse-manifest.ts';

const MANIFEST = 'integration.yaml';

/** The integrations this gateway knows. Unknown names answer null: the caller denies. */
export interface Catalog {
  integrations(): readonly Definition[];
  integration(id: string): Definition | null;
  operation(integrationId: string, name: string): Operation | null;
}

/** Every problem of every manifest; a gateway with a half-read catalog does not start. */
export class CatalogInvalid extends Error {
  readonly problems: readonly ManifestProblem[];

  constructor(problems: readonly ManifestProblem[]) {
    super(`Some integrations cannot be loaded:\n${problems.map(problemLine).join('\n')}`);
    this.name = 'CatalogInvalid';
    this.problems = problems;
  }
}

/**
 * Loads every `<directory>/<id>/integration.yaml`. Reads data only; nothing in a folder is executed.
 * @throws {CatalogInvalid}
 */
export async function loadCatalog(directory: string): Promise<Catalog> {
  const entries = await readdir(directory, { withFileTypes: true });
  const definitions: Definition[] = [];
  const problems: ManifestProblem[] = [];
  for (const folder of entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()) {
    const file = join(directory, folder, MANIFEST);
    const parsed = parseManifest(await readFile(file, 'utf8'), file);
    if (!parsed.ok) problems.push(...parsed.problems);
    else if (parsed.definition.id === folder) definitions.push(parsed.definition);
    else problems.push(misplaced(file, parsed.definition.id, folder));
  }
  if (problems.length > 0) throw new CatalogInvalid(problems);
  return createCatalog(definitions);
}

export function createCatalog(definitions: readonly Definition[]): Catalog {
  const byId = new Map(definitions.map((definition) => [definition.id, definition]));
  const list = Object.freeze([...definitions]);
  return {
    integrations: () => list,
    integration: (id) => byId.get(id) ?? null,
    operation: (integrationId, name) => {
      const operations = byId.get(integrationId)?.operations ?? {};
      return Object.hasOwn(operations, name) ? (operations[name] ?? null) : null;
    },
  };
}

export function problemLine(problem: ManifestProblem): string {
  const place = problem.path.join('.');
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.severity}: ${place === '' ? 'the manifest' : place} ${problem.message}`;
}

function misplaced(file: string, id: string, folder: string): ManifestProblem {
  const message = `is '${id}' but the folder is '${folder}'; make them the same`;
  return { file, line: 1, column: 1, path: ['id'], severity: 'error', message };
}
