import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '../json/value.ts';
import { hiddenCharacters } from './hidden-characters.ts';
import { inspect } from './inspect.ts';
import { secretFormats } from './secret-formats.ts';

const facts = (args: JsonObject) => ({ integration: 'stripe', operation: 'create_refund', args });
const found = (args: JsonObject) =>
  inspect(facts(args), [hiddenCharacters, secretFormats]).map((f) => [f.detector, f.severity, f.path]);

/** Built from pieces, so that no scanner takes a test for a leak. */
const joined = (...pieces: string[]) => pieces.join('');

describe('inspect', () => {
  test('a detector that throws is itself a critical finding, and the others still run', () => {
    const broken = {
      name: 'broken',
      detect: () => {
        throw new Error('secret detail');
      },
    };
    const findings = inspect(facts({ a: 'x\u202ey' }), [broken, hiddenCharacters]);
    assert.deepEqual(
      findings.map((f) => [f.detector, f.severity]),
      [
        ['detector_failed', 'critical'],
        ['hidden_characters', 'high'],
      ],
    );
    assert.equal(findings[0]?.message.includes('secret detail'), false);
  });

  test('T22 direction marks, controls and tag characters are high; joiners and odd spaces are only noted', () => {
    for (const hidden of ['\u202e', '\u2066', '\u200f', '\u0000', '\u001b', '\u0085', '\u{e0041}']) {
      assert.deepEqual(
        found({ a: [{ b: `x${hidden}y` }] }),
        [['hidden_characters', 'high', '/a/0/b']],
        escape(hidden),
      );
    }
    for (const hidden of ['\u200b', '\u200d', '\ufe0f', '\u00a0', '\u00ad', '\n']) {
      assert.deepEqual(found({ a: `x${hidden}y` }), [['hidden_characters', 'info', '/a']], escape(hidden));
    }
    assert.deepEqual(found({ a: 'Grüße, 東京 😀', n: 5, b: true, c: null }), []);
    assert.deepEqual(found({ 'k\u202e': 1 }), [['hidden_characters', 'high', '']]);
  });

  test('keys of known form are found where they are, and never repeated', () => {
    const fakes = [
      joined('sk_', 'live_', 'A'.repeat(24)),
      joined('rk_', 'test_', 'A'.repeat(24)),
      joined('whsec_', 'A'.repeat(32)),
      joined('ghp_', 'A'.repeat(36)),
      joined('github_', 'pat_', 'A'.repeat(22), '_', 'B'.repeat(59)),
      joined('AKIA', 'A'.repeat(16)),
      joined('AIza', 'A'.repeat(35)),
      joined('xoxb-', '1'.repeat(12), '-', 'A'.repeat(20)),
      joined('sk-', 'ant-', 'A'.repeat(40)),
      joined('-----BEGIN RSA ', 'PRIVATE KEY-----'),
      joined('eyJ', 'A'.repeat(20), '.eyJ', 'A'.repeat(20), '.', 'A'.repeat(20)),
    ];
    for (const fake of fakes) {
      const findings = inspect(facts({ note: `see "${fake}".` }), [secretFormats]);
      assert.deepEqual(
        findings.map((f) => [f.severity, f.path]),
        [['high', '/note']],
        fake,
      );
      assert.equal(JSON.stringify(findings).includes(fake), false);
      // as a key the finding points at the object, because the path would carry the secret itself
      const asKey = inspect(facts({ outer: { [fake]: 1 } }), [secretFormats]);
      assert.deepEqual([asKey[0]?.path, JSON.stringify(asKey).includes(fake)], ['/outer', false]);
    }
    const own = joined('ap_', 'agent_', '01hq3k8z', '_', 'A'.repeat(43), '0badcafe');
    assert.deepEqual(found({ body: own }), [['secret_formats', 'critical', '/body']]);
  });

  test('ordinary identifiers are not taken for secrets', () => {
    for (const text of [
      'ch_3PqZabcdef',
      'cus_MartaLindqvist',
      'task_live_update',
      'AKIA',
      'eyJhbGciOiJIUzI1NiJ9',
      'xoxo-hugs',
    ]) {
      assert.deepEqual(found({ text }), [], text);
    }
  });

  test('T72 text full of beginnings is read in time proportional to its length', () => {
    for (const beginning of [
      'eyJ',
      'eyJaaaaaaaa.eyJ',
      '-eyJaaaaaaaa',
      'sk_live_',
      'sk-',
      'xoxb-',
      '-----BEGIN ',
      'AIza',
      'ghp_',
      'ap_agent_a',
    ]) {
      const started = process.hrtime.bigint();
      inspect(facts({ text: beginning.repeat(Math.ceil(400_000 / beginning.length)) }), [secretFormats]);
      const ms = Number(process.hrtime.bigint() - started) / 1e6;
      assert.ok(ms < 1_000, `${beginning}: ${ms} ms for 400 kB`);
    }
  });
});
