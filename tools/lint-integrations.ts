/**
 * Checks integration manifests and says file, line and what to do. Exit code 1 when anything is wrong, warnings too.
 *
 *   node tools/lint-integrations.ts [directory or integration.yaml ...]     (default: integrations)
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseManifest, problemLine } from '../packages/gateway/src/catalog/index.ts';

async function manifestsIn(place: string): Promise<readonly string[]> {
  if ((await stat(place)).isFile()) return [place];
  const folders = (await readdir(place, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return folders.map((folder) => join(place, folder.name, 'integration.yaml')).sort();
}

const places = process.argv.slice(2);
let problems = 0;
for (const place of places.length > 0 ? places : ['integrations']) {
  for (const file of await manifestsIn(place)) {
    const parsed = parseManifest(await readFile(file, 'utf8'), file);
    const found = parsed.ok ? parsed.warnings : parsed.problems;
    for (const problem of found) console.log(problemLine(problem));
    problems += found.length;
    if (parsed.ok) console.log(`${file}: ${Object.keys(parsed.definition.operations).length} operations`);
  }
}
process.exitCode = problems === 0 ? 0 : 1;
