import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { verifyExport } from './export.ts';
import { exportLines, fill, refund, testAudit } from './testing.ts';
import { exitCode } from './verification.ts';
import type { Trust } from './witness.ts';

interface Exported {
  readonly path: string;
  readonly trust: Trust;
  readonly bytes: Buffer;
  /** the entry that stands at a byte: null for the header, the size for the checkpoint */
  indexAt(offset: number): number | null;
}

async function exported(t: TestContext, size: number): Promise<Exported> {
  const log = await testAudit(t);
  await fill(log, size, 50);
  const path = join(log.directory, 'export.jsonl');
  writeFileSync(path, (await exportLines(log)).join(''));
  const bytes = readFileSync(path);
  const starts = [0];
  for (const [offset, byte] of bytes.entries()) if (byte === 0x0a) starts.push(offset + 1);
  const lineAt = (offset: number) => starts.findLastIndex((start) => start <= offset);
  return {
    path,
    trust: log.trust(),
    bytes,
    indexAt: (offset) => (lineAt(offset) === 0 ? null : lineAt(offset) - 1),
  };
}

test('an export is verified without the database', async (t) => {
  const { path, trust } = await exported(t, 120);
  const { ok, size, signaturesChecked, witnessChecked } = await verifyExport(path, trust);
  assert.deepEqual(
    { ok, size, signaturesChecked, witnessChecked },
    {
      ok: true,
      size: 120,
      signaturesChecked: true,
      witnessChecked: true,
    },
  );
});

test('an export holds the bytes of every entry as they were hashed, one line each', async (t) => {
  const log = await testAudit(t);
  await log.db.unit((tx) => log.audit.append(tx, refund(1, { operation: 'a\u2028b\nc\u009b2J' })));
  const text = (await exportLines(log)).join('');
  const lines = text.split('\n');
  assert.equal(lines.length, 4);
  const [, line = ''] = lines;
  const row = await log.db.read.selectFrom('audit_entries').select('entry').executeTakeFirstOrThrow();
  assert.ok(line.includes(`"entry":${Buffer.from(row.entry)}}`));
  assert.equal(JSON.parse(line).entry.operation, 'a\u2028b\nc\u009b2J');
});

test('T89 a changed byte anywhere in an export is found in its line', async (t) => {
  const { path, trust, bytes, indexAt } = await exported(t, 200);
  for (let round = 0; round < 1_000; round++) {
    const changed = Buffer.from(bytes);
    const at = round < 8 ? bytes.length - 1 - round : Math.floor(Math.random() * bytes.length);
    changed[at] = (changed[at] ?? 0) ^ (1 + Math.floor(Math.random() * 255));
    writeFileSync(path, changed);
    const { ok, problem } = await verifyExport(path, trust);
    assert.equal(ok, false, `byte ${at} became ${changed[at]}`);
    assert.equal(problem?.index, indexAt(at), `byte ${at}: ${problem?.message}`);
  }
});

test('T89 an export cut at every entry, and at any length, is found where it ends', async (t) => {
  const { path, trust, bytes, indexAt } = await exported(t, 200);
  const boundaries = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([offset]) => offset + 1);
  const lengths = Array.from({ length: 300 }, () => Math.floor(Math.random() * bytes.length));
  for (const length of [0, bytes.length - 1, ...boundaries.slice(0, -1), ...lengths]) {
    writeFileSync(path, bytes.subarray(0, length));
    const result = await verifyExport(path, trust);
    assert.equal(exitCode(result), 3, `${length} of ${bytes.length} bytes: ${result.problem?.message}`);
    assert.equal(result.problem?.index, indexAt(length) ?? 0);
  }
});

test('T89 a shorter export with an older checkpoint is rolled back; a line left out is missing', async (t) => {
  const log = await testAudit(t);
  const path = join(log.directory, 'export.jsonl');
  await fill(log, 10);
  const older = await exportLines(log);
  await fill(log, 5);
  const newer = await exportLines(log);
  const check = async (lines: string[]) => {
    writeFileSync(path, lines.join(''));
    const { problem } = await verifyExport(path, log.trust());
    return [problem?.code, problem?.index];
  };
  assert.deepEqual(await check(older), ['rolled_back', 10]);
  assert.deepEqual(await check(newer.toSpliced(5, 1)), ['missing', 4]);
  assert.deepEqual(await check(newer.toSpliced(-2, 1)), ['missing', 14]);
  assert.deepEqual(await check([...newer, 'more\n']), ['modified', 15]);
});
