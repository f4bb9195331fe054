import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { temporaryDirectory } from '../../storage/testing.ts';
import { ArchiveWriter, chunksOf, readParts } from './archive.ts';

async function write(path: string, parts: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const handle = await open(path, 'w+');
  const archive = new ArchiveWriter(handle, 1_800_000_000_000);
  for (const [name, bytes] of parts) await archive.addBytes(name, bytes);
  await archive.end();
  await handle.close();
}

async function read(path: string): Promise<Map<string, Buffer>> {
  const handle = await open(path, 'r');
  try {
    const found = new Map<string, Buffer>();
    for (const part of await readParts(handle)) {
      const chunks: Buffer[] = [];
      for await (const chunk of chunksOf(handle, part)) chunks.push(chunk);
      found.set(part.name, Buffer.concat(chunks));
    }
    return found;
  } finally {
    await handle.close();
  }
}

test('whatever is put into an archive comes out of it, byte for byte', async (t) => {
  const path = join(temporaryDirectory(t), 'a.tar');
  const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9]{1,20}$/), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      names,
      fc.infiniteStream(fc.uint8Array({ maxLength: 1500 })),
      async (chosen, contents) => {
        const parts = new Map<string, Uint8Array>();
        for (const name of chosen) parts.set(name, contents.next().value ?? new Uint8Array());
        await write(path, parts);
        const found = await read(path);
        assert.deepEqual([...found.keys()], [...parts.keys()]);
        for (const [name, bytes] of parts)
          assert.equal(Buffer.compare(found.get(name) ?? Buffer.of(1), bytes), 0);
      },
    ),
    { numRuns: 60 },
  );
});

test('tar itself reads an archive', async (t) => {
  const path = join(temporaryDirectory(t), 'a.tar');
  await write(path, new Map([['witness/verifier', Buffer.from('hello\n')]]));
  assert.equal(execFileSync('tar', ['xOf', path, 'witness/verifier'], { encoding: 'utf8' }), 'hello\n');
});

test('bytes that are no archive are refused by name, never by a crash, and never name a path outside', async (t) => {
  const path = join(temporaryDirectory(t), 'a.tar');
  await write(
    path,
    new Map([
      ['one', Buffer.alloc(700, 1)],
      ['two', Buffer.alloc(10, 2)],
    ]),
  );
  const handle = await open(path, 'r');
  const whole = await handle.readFile();
  await handle.close();
  const edit = fc.record({
    at: fc.nat({ max: whole.length - 1 }),
    byte: fc.nat({ max: 255 }),
    cut: fc.nat({ max: whole.length }),
  });
  await fc.assert(
    fc.asyncProperty(edit, async ({ at, byte, cut }) => {
      const changed = Buffer.from(whole);
      changed[at] = byte;
      await writeFile(path, changed.subarray(0, cut));
      const found = await read(path).catch((error: unknown) => {
        assert.equal((error as { code?: string }).code, 'backup_unreadable', String(error));
        return new Map<string, Buffer>();
      });
      for (const name of found.keys()) assert.match(name, /^[A-Za-z0-9]+$/);
    }),
    { numRuns: 150 },
  );
  for (const name of ['../out', '/etc/out', 'a/../../out', '.hidden', '']) {
    await assert.rejects(write(path, new Map([[name, Buffer.of(1)]])).then(() => read(path)));
  }
});
