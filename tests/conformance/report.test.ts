import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readReport } from './report.ts';

test('the summary is read by scenario, without those that are not scored', () => {
  const output = [
    'Running client scenario',
    '=== SUMMARY ===',
    '✓ tools-list: 4 passed, 0 failed',
    '✗ caching: 1 passed, 7 failed',
    '✗ tasks-lifecycle: 1 passed, 8 failed',
    '',
    'Not scored for 2026-07-28: 1 scenario(s) run, 1 failing.',
    '  ✗ tasks-lifecycle (extension)',
  ].join('\n');
  assert.deepEqual(readReport(output), { passed: ['tools-list'], failed: ['caching'] });
});
