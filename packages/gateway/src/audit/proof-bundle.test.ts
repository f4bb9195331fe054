import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../kernel/fault.ts';
import { checkProof, formatProof, proveEntry } from './proof-bundle.ts';
import { fill, type TestAudit, testAudit } from './testing.ts';

const SIZE = 40;

async function log(t: TestContext): Promise<TestAudit & { verifier: string }> {
  const opened = await testAudit(t);
  await fill(opened, SIZE);
  const verifier = readFileSync(join(opened.files.dir, 'verifier'), 'utf8').trim();
  return { ...opened, verifier };
}

async function prove(opened: TestAudit & { verifier: string }, index: number, since: number | null = null) {
  const note = await opened.audit.checkpoint();
  return formatProof(await proveEntry(opened.db.read, { note, verifier: opened.verifier }, index, since));
}

test('every entry is proved to whoever has the public key, also as the log grows', async (t) => {
  const opened = await log(t);
  for (const index of Array.from({ length: SIZE }, (_, at) => at)) {
    const check = checkProof(await prove(opened, index), opened.verifier);
    assert.equal(check.ok && check.index, index);
  }
  const early = await prove(opened, 3);
  await fill(opened, 25);
  assert.equal(checkProof(early, opened.verifier).ok, true);
});

test('with an earlier checkpoint the proof shows that the log continues it', async (t) => {
  const opened = await log(t);
  for (const since of [7, 14, 35, 40]) {
    const check = checkProof(await prove(opened, 5, since), opened.verifier);
    assert.equal(check.ok && check.since, since);
  }
  await assert.rejects(prove(opened, 5, 8), (error) => error instanceof Fault && error.code === 'not_found');
  await assert.rejects(prove(opened, SIZE), (error) => error instanceof Fault && error.code === 'not_found');
});

test('any bit of a proof that is flipped is refused', async (t) => {
  const opened = await log(t);
  const proof = Buffer.from(await prove(opened, 11, 14));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: proof.length * 8 - 1 }), (bit) => {
      const changed = Buffer.from(proof);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      assert.equal(checkProof(changed.toString('utf8'), opened.verifier).ok, false);
    }),
    { numRuns: 2_000 },
  );
});

test('a proof of one entry is none of another, nor of another log', async (t) => {
  const opened = await log(t);
  const other = await log(t);
  const bundle = JSON.parse(await prove(opened, 11));
  const moved = formatProof({ ...bundle, index: 12 });
  assert.equal(checkProof(moved, opened.verifier).ok, false);
  const theirs = checkProof(await prove(other, 11), opened.verifier);
  assert.equal(!theirs.ok && theirs.problem, 'wrong_key');
  const relabelled = formatProof({ ...JSON.parse(await prove(other, 11)), verifier: opened.verifier });
  const check = checkProof(relabelled, opened.verifier);
  assert.equal(!check.ok && check.problem, 'bad_signature');
});

test('what is no proof is refused, not an error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      assert.equal(checkProof(text, 'not a key').ok, false);
    }),
  );
});
