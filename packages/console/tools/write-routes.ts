import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROUTES, type Route } from '@agentport/contract';

const FILE = join(import.meta.dirname, '../src/api/routes.gen.ts');

/** The contract's routes without their schemas: a browser needs method, path and permission, and no validator. */
export function routeTable(): string {
  const rows = Object.entries<Route>(ROUTES).map(([id, { method, path, permission }]) => {
    const whose = permission === undefined ? '' : `, permission: '${permission}'`;
    return `  ${id}: { method: '${method}', path: '${path}'${whose} },`;
  });
  return [
    '// Written by tools/write-routes.ts from the contract. Do not edit.',
    "import type { RouteTable } from '@agentport/contract/client';",
    '',
    // Not annotated: a route that the contract gained since must not break a check before the next build.
    'export const ROUTES = {',
    ...rows,
    '} as RouteTable;',
    '',
  ].join('\n');
}

/** Writes the table where it changed, so that an unchanged one does not look newer than the build. */
export function writeRouteTable(): void {
  const table = routeTable();
  if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== table) writeFileSync(FILE, table);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeRouteTable();
