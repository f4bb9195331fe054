import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isSigned, parseCheckpoint, signCheckpoint, signerFor } from './checkpoint.ts';
import { type AuditEvent, encodeEntry } from './entry.ts';
import { verifyExport } from './export.ts';
import { Frontier, leafHash } from './merkle.ts';

const CASES = join(import.meta.dirname, '../../../../tests/cases/audit');

interface Vectors {
  readonly origin: string;
  readonly seed: string;
  readonly verifier: string;
  readonly entries: readonly { event: AuditEvent; entry: string; leaf_hash: string; root: string }[];
  readonly checkpoint: string;
}

const vectors = JSON.parse(readFileSync(join(CASES, 'vectors.json'), 'utf8')) as Vectors;

test('the published vectors give their bytes, hashes and roots', () => {
  let frontier = Frontier.empty;
  for (const { event, entry, leaf_hash, root } of vectors.entries) {
    const bytes = encodeEntry(event);
    assert.equal(bytes.toString(), entry);
    assert.equal(leafHash(bytes).toString('hex'), leaf_hash);
    frontier = frontier.append(leafHash(bytes)).frontier;
    assert.equal(frontier.root().toString('hex'), root);
  }
});

test('the published key gives the published checkpoint, and only that one is signed', () => {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const der = Buffer.concat([prefix, Buffer.from(vectors.seed, 'hex')]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const signer = signerFor(vectors.origin, key, createPublicKey(key));
  assert.equal(signer.verifier, vectors.verifier);
  const root = Buffer.from(vectors.entries.at(-1)?.root ?? '', 'hex');
  assert.equal(signCheckpoint(signer, { size: vectors.entries.length, root }), vectors.checkpoint);
  assert.equal(isSigned(vectors.checkpoint, vectors.verifier), true);
  for (const forged of [
    vectors.checkpoint.replace('\n5\n', '\n4\n'),
    vectors.checkpoint.replace('\n5\n', '\n05\n'),
    vectors.checkpoint.replaceAll('ins_0', 'ins_1'),
    vectors.checkpoint.replace('=\n\n', '=\nmore\n\n'),
    `${vectors.checkpoint}more\n`,
    vectors.checkpoint.slice(0, -1),
  ]) {
    assert.equal(isSigned(forged, vectors.verifier), false, forged);
  }
});

test('a line of another signer beside ours does not matter', () => {
  const cosigned = `${vectors.checkpoint}— witness.example ${Buffer.alloc(68, 1).toString('base64')}\n`;
  assert.equal(isSigned(cosigned, vectors.verifier), true);
  assert.deepEqual(parseCheckpoint(cosigned), parseCheckpoint(vectors.checkpoint));
});

test('the published export verifies against the published key and checkpoint', async () => {
  const trust = { verifier: vectors.verifier, witness: vectors.checkpoint };
  const { ok, size, problem } = await verifyExport(join(CASES, 'export.jsonl'), trust);
  assert.deepEqual({ ok, size, problem }, { ok: true, size: 5, problem: undefined });
});
