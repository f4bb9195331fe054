import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { runCli } from '../../stand-in.fixture.ts';

const shellAt = (name: string) =>
  [`/bin/${name}`, `/usr/bin/${name}`, `/usr/local/bin/${name}`].find((shell) => existsSync(shell));
const BASH = shellAt('bash');
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

for (const shell of ['zsh', 'fish'] as const) {
  const absent = shellAt(shell) === undefined && `there is no ${shell} on this machine`;
  test(`${shell} reads its script without complaint`, { skip: absent }, async () => {
    const { stdout: script } = await runCli(['completions', shell]);
    execFileSync(shellAt(shell) ?? '', ['-n'], { input: script });
  });
}

/** Words of a line by fish's rules: within single quotes only `\\\\` and `\\'` mean something else. */
function fishWords(line: string): string[] {
  const words = [...line.matchAll(/(?:'((?:[^'\\]|\\.)*)'|(\S+))(?:\s+|$)/gy)];
  const read = words.reduce((sum, [text]) => sum + text.length, 0);
  assert.equal(read, line.length, line);
  return words.map(([, quoted, plain]) => quoted?.replaceAll(/\\(['\\])/g, '$1') ?? plain ?? '');
}

test('fish’s script is lines that fish knows: options of `complete`, closed quotes, closed blocks', async () => {
  const { stdout: script } = await runCli(['completions', 'fish']);
  const lines = script.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const code = lines.filter((line) => !line.startsWith('complete '));
  const opened = code.filter((line) => /^\s*(function|for|if) /.test(line)).length;
  assert.equal(code.filter((line) => line.trim() === 'end').length, opened);
  const takesWord = new Set(['-c', '-n', '-a', '-d', '-l', '-s', '-w']);
  const completes = lines.filter((line) => line.startsWith('complete '));
  assert.ok(completes.length > 50);
  for (const line of completes) {
    const words = fishWords(line).slice(1);
    for (let at = 0; at < words.length; at++) {
      const option = words[at] ?? '';
      if (takesWord.has(option)) assert.notEqual(words[++at], undefined, line);
      else assert.match(option, /^-[efrx]$/, line);
    }
    assert.ok(['agentport', 'ap'].includes(words[1] ?? ''), line);
  }
});

test('zsh’s script names its commands in the first line, and runs bash’s through zsh’s own bridge', async () => {
  const { stdout: script } = await runCli(['completions', 'zsh']);
  const { stdout: bash } = await runCli(['completions', 'bash']);
  assert.match(script, /^#compdef agentport ap\n/);
  assert.ok(script.indexOf('bashcompinit') < script.indexOf('complete -'), script.slice(0, 300));
  assert.ok(script.endsWith(bash));
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
