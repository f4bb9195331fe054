import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../kernel/fault.ts';
import { systemRandom } from '../../kernel/random.ts';
import { Secret } from '../../kernel/secret.ts';
import { formatRootKey, parseRootKey } from '../root-key.ts';
import { envKeySource } from './env.ts';
import { fileKeySource } from './file.ts';
import type { KeySource } from './key-source.ts';

const base = await mkdtemp(path.join(tmpdir(), 'agentport-key-'));
after(() => rm(base, { recursive: true, force: true }));

const FAKE_LINE = `agentport-root-v1:${Buffer.alloc(32, 5).toString('base64url')}`;
let rooms = 0;

async function room(): Promise<{ file: string; source: ReturnType<typeof fileKeySource> }> {
  const directory = path.join(base, String(rooms++));
  await mkdir(path.join(directory, 'data'), { recursive: true });
  await mkdir(path.join(directory, 'keys'), { recursive: true });
  const file = path.join(directory, 'keys', 'root.key');
  const databasePath = path.join(directory, 'data', 'agentport.db');
  return { file, source: fileKeySource({ path: file, databasePath, random: systemRandom }) };
}

async function keyOf(source: KeySource, firstRun = false): Promise<Secret> {
  const [key, ...others] = (await source.read(firstRun)).candidates;
  assert.ok(key);
  assert.deepEqual(others, []);
  return key;
}

const fault = (code: string) => (error: unknown) =>
  error instanceof Fault && error.code === code && !String(error.message).includes(FAKE_LINE);

test('the first run makes a 0600 key file; later runs read the same key', async () => {
  const { file, source } = await room();
  const made = await keyOf(source, true);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.match(await readFile(file, 'utf8'), /^agentport-root-v1:[\w-]{43}\n$/);
  assert.deepEqual((await keyOf(source)).reveal(), made.reveal());
});

test('a key that is missing after the first run is never replaced by a new one', async () => {
  const { file, source } = await room();
  await assert.rejects(source.read(false), fault('sealed'));
  await assert.rejects(stat(file));
});

test('a key file that group or others can read or write is refused', async () => {
  const { file, source } = await room();
  await writeFile(file, FAKE_LINE);
  for (const mode of [0o640, 0o620, 0o604, 0o602, 0o644, 0o666]) {
    await chmod(file, mode);
    await assert.rejects(source.read(false), fault('unsafe_permissions'), mode.toString(8));
  }
  await chmod(file, 0o400);
  assert.deepEqual((await keyOf(source)).reveal(), Buffer.alloc(32, 5));
});

test('a symbolic link or a directory in place of the key file is refused', async () => {
  const { file, source } = await room();
  await writeFile(`${file}.real`, FAKE_LINE, { mode: 0o600 });
  await symlink(`${file}.real`, file);
  await assert.rejects(source.read(true), fault('unsafe_permissions'));
  const other = await room();
  await mkdir(other.file);
  await assert.rejects(other.source.read(true), fault('unsafe_permissions'));
});

test('a key file beside the database is refused, also through a linked directory', async () => {
  const { file } = await room();
  const directory = path.dirname(file);
  await symlink(directory, `${directory}-link`);
  for (const data of [directory, `${directory}-link`]) {
    const databasePath = path.join(data, 'agentport.db');
    const source = fileKeySource({ path: file, databasePath, random: systemRandom });
    await assert.rejects(source.read(true), fault('unsafe_permissions'));
  }
});

test('an empty, short, long or garbled key file is refused and left alone', async () => {
  for (const content of ['', 'agentport-root-v1:', `${FAKE_LINE}x`, FAKE_LINE.slice(0, -1), 'x'.repeat(61)]) {
    const { file, source } = await room();
    await writeFile(file, content, { mode: 0o600 });
    await assert.rejects(source.read(true), fault('sealed'));
    assert.equal(await readFile(file, 'utf8'), content);
  }
});

test('an environment variable holds the same line, and errors name the variable, not the value', async () => {
  const key = await keyOf(envKeySource({ name: 'EXAMPLE_KEY', value: FAKE_LINE }));
  assert.deepEqual(key.reveal(), Buffer.alloc(32, 5));
  await assert.rejects(
    envKeySource({ name: 'EXAMPLE_KEY', value: 'hunter2-hunter2' }).read(true),
    (error) => {
      return (
        error instanceof Fault && error.message.includes('EXAMPLE_KEY') && !error.message.includes('hunter2')
      );
    },
  );
});

test('a root key has exactly one spelling', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      assert.deepEqual(parseRootKey(formatRootKey(new Secret(bytes)))?.reveal(), Buffer.from(bytes));
    }),
  );
  // 43 base64url digits carry 258 bits: the last two must be zero.
  assert.equal(parseRootKey(`agentport-root-v1:${'A'.repeat(42)}B`), null);
  assert.equal(parseRootKey(`agentport-root-v1:${'A'.repeat(42)}=`), null);
});
