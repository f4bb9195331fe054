import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { planFor } from './run-on-node-24.js';

/** An older Node of this machine, outside of what the project brought along. */
const OLD_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (node) =>
    existsSync(node) && Number(execFileSync(node, ['-p', 'process.versions.node.split(".")[0]'])) < 24,
);
const skip = OLD_NODE === undefined && 'there is no older Node on this machine';
const old = OLD_NODE ?? '';

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ap-launch-'));
  mkdirSync(path.join(folder, 'bin'));
  mkdirSync(path.join(folder, 'src'));
  for (const file of ['agentport.js', 'run-on-node-24.js']) {
    cpSync(path.join(import.meta.dirname, file), path.join(folder, 'bin', file));
  }
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    path.join(folder, 'src', 'main.ts'),
    `const asked: string[] = process.argv.slice(2);
if (asked[0] === 'wait') {
  process.once('SIGTERM', () => process.exit(7));
  process.once('SIGINT', () => process.exit(8));
  setInterval(() => undefined, 1000);
  console.log('ready');
} else {
  console.log(JSON.stringify({ node: process.versions.node, asked }));
  process.exitCode = 2;
}`,
  );
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** The executable that the root package brings along, as an installation has it. */
function bringNode(): void {
  const name = `node-${process.platform}-${process.arch}`;
  const target = path.join(folder, 'node_modules', name, 'bin');
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(folder, 'node_modules', name, 'package.json'), `{"name":"${name}"}`);
  cpSync(process.execPath, path.join(target, 'node'));
}

const launcher = () => path.join(folder, 'bin', 'agentport.js');

test('on Node 24 the command runs in the same process', () => {
  const ran = spawnSync(process.execPath, [launcher(), 'a b', '--c'], { encoding: 'utf8' });
  assert.equal(ran.status, 2, ran.stderr);
  assert.deepEqual((JSON.parse(ran.stdout) as { asked: string[] }).asked, ['a b', '--c']);
});

test('a built package without sources runs its dist', () => {
  const built = path.join(folder, 'built');
  mkdirSync(path.join(built, 'dist'), { recursive: true });
  cpSync(path.join(folder, 'bin'), path.join(built, 'bin'), { recursive: true });
  writeFileSync(path.join(built, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(built, 'dist', 'main.js'), 'console.log("dist")');
  const ran = spawnSync(process.execPath, [path.join(built, 'bin', 'agentport.js')], { encoding: 'utf8' });
  assert.equal(ran.stdout.trim(), 'dist', ran.stderr);
});

test('an older Node without another says what to do and ends with 1', { skip }, () => {
  const ran = spawnSync(old, [launcher()], { encoding: 'utf8' });
  assert.equal(ran.status, 1);
  assert.match(ran.stderr, /AgentPort needs Node 24 or newer; this is Node \d+.*\[node_too_old\]/);
});

test('an older Node hands the command to the Node that came along, and its exit code back', { skip }, () => {
  bringNode();
  const ran = spawnSync(old, [launcher(), 'a b'], { encoding: 'utf8' });
  assert.equal(ran.status, 2, ran.stderr);
  const { node, asked } = JSON.parse(ran.stdout) as { node: string; asked: string[] };
  assert.equal(node, process.versions.node);
  assert.deepEqual(asked, ['a b']);
});

for (const [signal, code] of [
  ['SIGTERM', 7],
  ['SIGINT', 8],
] as const) {
  test(`${signal} reaches the command behind an older Node`, { skip }, async () => {
    bringNode();
    const child = spawn(old, [launcher(), 'wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    child.kill(signal);
    assert.deepEqual(await once(child, 'exit'), [code, null]);
  });
}

test('the plan: import from 24 on, else another Node, else refuse', () => {
  assert.deepEqual(
    planFor('24.0.0', () => null),
    { kind: 'import' },
  );
  assert.deepEqual(
    planFor('26.1.0', () => null),
    { kind: 'import' },
  );
  assert.deepEqual(
    planFor('20.20.2', () => '/n'),
    { kind: 'spawn', node: '/n' },
  );
  assert.equal(planFor('22.1.0', () => null).kind, 'refuse');
});

test('the stdio bridge, published by itself, carries the same file', () => {
  const twin = path.join(import.meta.dirname, '..', '..', 'mcp-server', 'bin', 'run-on-node-24.js');
  const own = path.join(import.meta.dirname, 'run-on-node-24.js');
  assert.equal(readFileSync(twin, 'utf8'), readFileSync(own, 'utf8'));
});
