import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../kernel/fault.ts';
import { openStage } from './stage.fixture.ts';

test('there are at most a hundred channels, since every notice goes to each; one less makes room', async (t) => {
  const stage = await openStage(t);
  const add = () =>
    stage.channel({ settings: { kind: 'webhook', url: 'https://example.com/hook' }, secret: {} });
  const first = await add();
  for (let made = 1; made < 100; made++) await add();
  await assert.rejects(
    add(),
    (error: Fault) => error.code === 'invalid_request' && /Remove one/.test(error.message),
  );
  await stage.notifications.channels.remove(first.id, 'opr_1');
  await add();
});
