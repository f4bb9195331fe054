import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { openAsker } from './ask.ts';

function terminal(keys: string) {
  const modes: boolean[] = [];
  let shown = '';
  const input = new PassThrough();
  input.end(keys);
  const stdin = Object.assign(input, { isTTY: true, setRawMode: (raw: boolean) => modes.push(raw) });
  const asker = openAsker({ stdin, stderr: { write: (text) => (shown += text) } }, '');
  return { asker, modes, shown: () => shown };
}

test('a hidden answer is never shown, and both answers of one paste arrive', async () => {
  const { asker, shown, modes } = terminal('ada@example.com\rs3cret pass\r');
  assert.equal(await asker.line('E-mail:'), 'ada@example.com');
  assert.equal(await asker.line('Password:', { hidden: true }), 's3cret pass');
  asker.close();
  assert.doesNotMatch(shown(), /s3cret/);
  assert.match(shown(), /ada@example\.com/);
  assert.deepEqual(modes, [true, false]);
});

test('backspace and Ctrl-U correct, other control keys do nothing', async () => {
  const { asker } = terminal('abx\u007f\u001bc\r' + 'zzz\u0015ok\r');
  assert.equal(await asker.line('?'), 'abc');
  assert.equal(await asker.line('?'), 'ok');
});

test('Ctrl-C and the end of input end the command', async () => {
  await assert.rejects(terminal('ab\u0003').asker.line('?'), /Ended by you/);
  await assert.rejects(terminal('ab').asker.line('?'), /Ended by you/);
});

test('only an explicit yes is one', async () => {
  for (const [keys, yes] of [
    ['y\r', true],
    ['YES\r', true],
    ['\r', false],
    ['n\r', false],
    ['yep\r', false],
  ] as const) {
    assert.equal(await terminal(keys).asker.confirm('?'), yes, JSON.stringify(keys));
  }
});

test('without a terminal it says how to do without', () => {
  const stdin = new PassThrough();
  assert.throws(
    () => openAsker({ stdin, stderr: { write: () => true } }, 'Give --code.'),
    /no terminal\. Give --code\./,
  );
});
