import { globSync } from 'node:fs';
import path from 'node:path';
import type { TestFile } from './run-tests.ts';

const ROOT = path.join(import.meta.dirname, '..');
const UNIT_LIMIT_MS = 120_000;
/** Five times what the longest takes on two quiet cores; a busy machine is no failure. */
const STORY_LIMIT_MS = 600_000;

/**
 * Exhaustive tests, and those that start many processes, beside the code they test: `npm test` runs them, `npm run check`
 * must answer within a minute and does not. A folder ends in `/`.
 */
const LONG: readonly string[] = [
  'packages/cli/src/commands/doctor/repair.test.ts',
  'packages/cli/src/commands/gateway-process.test.ts',
  'packages/cli/src/commands/policy/validate.test.ts',
  'packages/engine/src/display/escape.test.ts',
  'packages/gateway/src/audit/export.test.ts',
  'packages/gateway/src/audit/sequencer.test.ts',
  'packages/gateway/src/audit/verify.test.ts',
  'packages/gateway/src/entrances/mcp/mcp.test.ts',
  'packages/gateway/src/notifications/kills.test.ts',
  'packages/gateway/src/notifications/long-log.test.ts',
  'packages/gateway/src/serving/phone.test.ts',
  'packages/gateway/src/vault/rotation-killed.test.ts',
  'packages/mcp-server/src/bridge.test.ts',
  'packages/sandbox/',
];

/** Stories of `tests/scenarios` that are told twice: `npm test` runs them on PostgreSQL, too. */
const ALSO_ON_POSTGRESQL: readonly string[] = [
  'after-approval',
  'answers',
  'idempotency-key',
  'idempotency-key-retry',
  'lifetimes',
  'oauth-refresh',
  'on-collect',
  'policy-edits',
  'refund-needs-approval',
  'same-intent',
  'service-answers',
  'stop',
  'threats-planes',
  'threats-shown-is-sent',
  'threats-unknown',
  'upstream-mcp',
];

/** Tests beside the code they test, the architecture and the house's own tools: seconds, no browser. */
export function unitTests(): TestFile[] {
  const patterns = [
    'packages/*/src/**/*.test.ts',
    'tools/*.test.ts',
    'tests/architecture.test.ts',
    'tests/architecture/*.test.ts',
  ];
  return find(patterns, UNIT_LIMIT_MS).filter(
    ({ file }) => !file.startsWith('packages/console/') && !isLong(file),
  );
}

function isLong(file: string): boolean {
  return LONG.some((long) => (long.endsWith('/') ? file.startsWith(long) : file === long));
}

/** Gateways that are killed and cut off: those who look on wait for them to come to rest, most of the time. */
export function tortureTests(): TestFile[] {
  return find(['tests/torture/*.test.ts'], STORY_LIMIT_MS);
}

/** All others: long ones, and whole-stack tests with processes, browsers and conformance suites. */
export function storyTests(): TestFile[] {
  const elsewhere = new Set([...unitTests(), ...tortureTests()].map(({ file }) => file));
  const stories = find(['tests/**/*.test.ts', 'packages/**/*.test.ts'], STORY_LIMIT_MS).filter(
    ({ file }) => !elsewhere.has(file),
  );
  const again = ALSO_ON_POSTGRESQL.map((story) => `tests/scenarios/${story}.test.ts`).map((file) => ({
    file,
    limitMs: STORY_LIMIT_MS,
    database: 'postgres' as const,
  }));
  return [...stories, ...again];
}

function find(patterns: readonly string[], limitMs: number): TestFile[] {
  return globSync(patterns, { cwd: ROOT, exclude: (name) => name === 'node_modules' || name === 'dist' })
    .map((file) => file.split(path.sep).join('/'))
    .sort()
    .map((file) => ({ file, limitMs }));
}
