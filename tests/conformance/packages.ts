import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Both suites install a command of the same name, so each is found by its package. */
const PACKAGES = {
  '0.1.16': '@modelcontextprotocol/conformance',
  '2026-07-28': '@modelcontextprotocol/conformance-next',
} as const;

export type Suite = keyof typeof PACKAGES;

export function suiteProgram(suite: Suite): string {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve(`${PACKAGES[suite]}/package.json`);
  return join(dirname(manifest), 'dist/index.js');
}
