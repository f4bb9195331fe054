import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startProcess } from './process.ts';

const script = (code: string) => ({ args: ['-e', code] });

test('a line is found whether it was written before or after the wait began', async () => {
  const child = startProcess(
    script(`console.log('one'); setTimeout(() => console.error('two'), 30); setInterval(() => {}, 1000)`),
  );
  assert.equal(await child.waitForLine(/two/), 'two');
  assert.equal(await child.waitForLine(/^one$/), 'one');
  assert.deepEqual(await child.stop(), { code: null, signal: 'SIGTERM' });
});

test('waiting ends with everything the process said when the line does not come', async () => {
  const quick = startProcess(script(`console.log('only this'); process.exit(3)`));
  await assert.rejects(quick.waitForLine(/never/), /before the process ended[\s\S]*only this/);
  assert.deepEqual(await quick.exited, { code: 3, signal: null });
  const slow = startProcess(script('setInterval(() => {}, 1000)'));
  await assert.rejects(slow.waitForLine(/never/, 50), /within 50 ms/);
  assert.equal((await slow.killHard()).signal, 'SIGKILL');
});

test('a process that ignores SIGTERM is killed at the deadline', async () => {
  const stubborn = startProcess(
    script(`process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`),
  );
  await stubborn.waitForLine(/up/);
  assert.equal((await stubborn.stop(50)).signal, 'SIGKILL');
});

test('a child sees only the environment it is given', async () => {
  const child = startProcess({ ...script('console.log(JSON.stringify(process.env))'), env: { GIVEN: '1' } });
  await child.exited;
  const names = new Set(Object.keys(JSON.parse(child.stdout())));
  names.delete('NODE_COMPILE_CACHE'); // of this run of tests, if it has one
  assert.deepEqual(names, new Set(['GIVEN', 'HOME', 'PATH']));
});

test('input reaches the child and is closed', async () => {
  const child = startProcess({ ...script('process.stdin.pipe(process.stdout)'), input: 'words' });
  await child.exited;
  assert.equal(child.stdout(), 'words');
});
