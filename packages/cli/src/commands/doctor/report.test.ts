import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsIn, pictureIn } from './report.ts';

const CODE = ['█████████████████████████', '██ ▄▄▄▄▄ █▀▄█▀█ ▄▄▄▄▄ ███'];

test('what the gateway found is read with what to do, and the code it drew is neither', () => {
  const report = ['[ok]    It answers', '[warn]  It ends soon', '        Renew it.', ...CODE, ''].join('\n');
  assert.deepEqual(findingsIn(report), [
    { level: 'ok', what: 'It answers', fix: null },
    { level: 'warn', what: 'It ends soon', fix: 'Renew it.' },
  ]);
  assert.deepEqual(pictureIn(report), CODE);
});
