import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceWords } from './device.ts';

test('a browser and its system are told by the signs it gives, the most particular first', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1';
  assert.equal(deviceWords(chrome), 'Chrome on Linux');
  assert.equal(deviceWords(`${chrome} Edg/142.0`), 'Edge on Linux');
  assert.equal(deviceWords(iphone), 'Safari on iPhone');
  assert.equal(deviceWords('agentport/0.1.0'), 'Command line');
  assert.equal(deviceWords(null), 'Unknown device');
  assert.equal(deviceWords('x'.repeat(300)).length, 60);
});
