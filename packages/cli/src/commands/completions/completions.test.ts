import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { runCli } from '../../stand-in.fixture.ts';

const BASH = ['/bin/bash', '/usr/bin/bash'].find((shell) => existsSync(shell));
const skip = BASH === undefined && 'there is no bash on this machine';

/** What bash offers for a line, by its own completion function; the names a gateway knows are played. */
async function offered(words: readonly string[]): Promise<string[]> {
  const { stdout: script } = await runCli(['completions', 'bash']);
  const line = words.map((word) => `'${word}'`).join(' ');
  const program = `
agentport() { [ "$1" = complete-names ] && printf '%s\\n' "known-$2" stripe.create_refund; }
${script}
COMP_WORDS=(agentport ${line}); COMP_CWORD=${words.length}
_agentport
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const ran = spawnSync(BASH ?? '', ['--norc', '-c', program], { encoding: 'utf8' });
  assert.equal(ran.stderr, '');
  return ran.stdout.split('\n').filter((word) => word !== '');
}

test('bash offers commands, their options and the words an option takes', { skip }, async () => {
  assert.ok((await offered([''])).includes('approvals'));
  assert.deepEqual(await offered(['pol']), ['policy']);
  assert.deepEqual(await offered(['agents', 'pairi']), ['pairings']);
  assert.deepEqual(await offered(['agents', 'create', '--exp']), ['--expires-in-days']);
  assert.deepEqual(await offered(['agents', 'create', '--tools', '']), ['auto', 'native', 'discover']);
  assert.deepEqual(await offered(['-o', 'j']), ['json']);
  assert.deepEqual(await offered(['completions', '']), ['bash', 'zsh', 'fish', '-h', '--help']);
});

test('bash offers names that a gateway knows, where one is meant', { skip }, async () => {
  assert.deepEqual(await offered(['agents', 'stop', 'known']), ['known-agents']);
  assert.deepEqual(await offered(['connections', 'test', 'known']), ['known-connections']);
  assert.deepEqual(await offered(['call', 'stripe.']), ['stripe.create_refund']);
});

test('what takes anything leaves the shell its files', { skip }, async () => {
  assert.deepEqual(await offered(['call', 'stripe.create_refund', '--args', '']), []);
});

test('bash reads its script without complaint, and the hidden command is not offered', { skip }, async () => {
  const { stdout: script } = await runCli(['completions', 'bash']);
  execFileSync(BASH ?? '', ['-n'], { input: script });
  assert.ok(!(await offered(['complete'])).includes('complete-names'));
});

test('every shell’s script names every command', async () => {
  const { stdout: help } = await runCli(['--help']);
  const commands = [...help.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? '');
  assert.ok(commands.length > 10);
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout, code } = await runCli(['completions', shell]);
    assert.equal(code, 0);
    for (const name of commands) assert.match(stdout, new RegExp(`\\b${name}\\b`), `${shell}: ${name}`);
  }
});

test('without a gateway no name is offered, and nothing is said', async () => {
  const ran = await runCli(['complete-names', 'agents'], { env: { AGENTPORT_DATA_DIR: '/nonexistent' } });
  assert.deepEqual([ran.code, ran.stdout, ran.stderr], [0, '', '']);
});
