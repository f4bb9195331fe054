import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Step } from './run-steps.ts';

const ROOT = path.join(import.meta.dirname, '..');
const BIOME = 'node_modules/@biomejs/biome/bin/biome';
const TSC = 'node_modules/typescript/bin/tsc';

/** Format, lint and types of every package and of the tests. */
export function staticSteps(): Step[] {
  const packages = readdirSync(path.join(ROOT, 'packages')).map((name) => `packages/${name}`);
  return [
    {
      name: 'format and lint',
      script: BIOME,
      args: ['check', '--diagnostic-level=warn', '--max-diagnostics=50', '.'],
    },
    ...[...packages, '.'].map((folder) => ({
      name: folder === '.' ? 'types of tests and tools' : `types of ${folder}`,
      script: TSC,
      args: ['-p', folder, '--incremental', '--tsBuildInfoFile', buildInfoOf(folder)],
    })),
  ];
}

/** The compiler remembers what it checked: only the first run pays for everything. */
function buildInfoOf(folder: string): string {
  const name = folder === '.' ? 'root' : path.basename(folder);
  return path.join('node_modules', '.cache', 'agentport-types', `${name}.tsbuildinfo`);
}

/** What the whole-stack tests need once, before two of them would make it at the same time. */
export function buildSteps(): Step[] {
  return [{ name: 'build of the console', script: 'packages/console/build.ts', args: [] }];
}
