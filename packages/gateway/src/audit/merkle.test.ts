import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { EMPTY_ROOT, Frontier, leafHash, nodeCount, peakPositions, type TreeNode } from './merkle.ts';
import { consistencyProof, inclusionProof, rootAt, verifyConsistency, verifyInclusion } from './proof.ts';

const sizes = fc.integer({ min: 1, max: 130 });

/** RFC 6962 §2.1, word for word: slow, obvious, and sharing no code with what it checks. */
function naiveRoot(entries: readonly Buffer[]): Buffer {
  const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  const [only] = entries;
  if (only === undefined) return sha256();
  if (entries.length === 1) return sha256(Buffer.from([0]), only);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return sha256(Buffer.from([1]), naiveRoot(entries.slice(0, split)), naiveRoot(entries.slice(split)));
}

function grow(size: number) {
  const entries = Array.from({ length: size }, (_, index) => Buffer.from(`entry ${index}`));
  const nodes = new Map<string, Uint8Array>();
  let frontier = Frontier.empty;
  for (const [index, entry] of entries.entries()) {
    nodes.set(`0/${index}`, leafHash(entry));
    const grown = frontier.append(leafHash(entry));
    for (const node of grown.completed) nodes.set(`${node.level}/${node.index}`, node.hash);
    frontier = grown.frontier;
  }
  const nodeAt = async (level: number, index: number) => {
    const found = nodes.get(`${level}/${index}`);
    assert.ok(found, `no complete subtree ${level}/${index}`);
    return found;
  };
  return { entries, frontier, nodes, nodeAt };
}

test('the root after every append is the root RFC 6962 defines', () => {
  const { entries } = grow(130);
  let frontier = Frontier.empty;
  assert.deepEqual(frontier.root(), EMPTY_ROOT);
  for (const [index, entry] of entries.entries()) {
    frontier = frontier.append(leafHash(entry)).frontier;
    assert.deepEqual(frontier.root(), naiveRoot(entries.slice(0, index + 1)));
  }
});

test('the published RFC 6962 test vectors give their roots', () => {
  const inputs = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  let frontier = Frontier.empty;
  for (const input of inputs) frontier = frontier.append(leafHash(Buffer.from(input, 'hex'))).frontier;
  assert.equal(
    frontier.root().toString('hex'),
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  );
});

test('every stored subtree is complete, and their number follows from the size', () => {
  for (let size = 0; size <= 130; size++) {
    const { nodes, frontier } = grow(size);
    assert.equal(nodes.size - size, nodeCount(size));
    assert.deepEqual(
      frontier.peaks.map(({ level, index }: TreeNode) => ({ level, index })),
      size === 0 ? [] : peakPositions(size),
    );
  }
});

test('an inclusion proof holds for its own leaf, index, size and root only', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), fc.nat({ max: 255 }), async (size, at, where, flip) => {
      const { entries, nodeAt, frontier } = grow(size);
      const index = at % size;
      const leaf = leafHash(entries[index] ?? Buffer.alloc(0));
      const proof = await inclusionProof(index, size, nodeAt);
      const root = frontier.root();
      assert.deepEqual(root, await rootAt(size, nodeAt));
      assert.equal(verifyInclusion(leaf, index, size, proof, root), true);
      assert.equal(verifyInclusion(leafHash(Buffer.from('other')), index, size, proof, root), false);
      assert.equal(verifyInclusion(leaf, size, size, proof, root), false);
      assert.equal(verifyInclusion(leaf, index, size, [...proof, root], root), false);
      if (proof.length === 0 || flip === 0) return;
      assert.equal(verifyInclusion(leaf, index, size, changed(proof, where, flip), root), false);
      assert.equal(verifyInclusion(leaf, index, size, proof.slice(1), root), false);
    }),
    { numRuns: 150 },
  );
});

test('a consistency proof holds for its own two trees only', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), fc.nat({ max: 255 }), async (size, at, where, flip) => {
      const older = 1 + (at % size);
      const { entries, nodeAt, frontier } = grow(size);
      const before = { size: older, root: naiveRoot(entries.slice(0, older)) };
      const after = { size, root: frontier.root() };
      const proof = await consistencyProof(older, size, nodeAt);
      assert.equal(verifyConsistency(before, after, proof), true);
      const rewritten = naiveRoot([Buffer.from('rewritten'), ...entries.slice(1, older)]);
      assert.equal(verifyConsistency({ size: older, root: rewritten }, after, proof), false);
      assert.equal(verifyConsistency(before, after, [...proof, after.root]), false);
      if (proof.length === 0 || flip === 0) return;
      assert.equal(verifyConsistency(before, after, changed(proof, where, flip)), false);
      assert.equal(verifyConsistency(before, after, proof.slice(0, -1)), false);
    }),
    { numRuns: 150 },
  );
});

function changed(proof: readonly Buffer[], where: number, flip: number): Buffer[] {
  const copy = proof.map((hash) => Buffer.from(hash));
  const target = copy[where % copy.length];
  if (target) target[where % 32] = (target[where % 32] ?? 0) ^ flip;
  return copy;
}
