import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonical } from '../json/canonical.ts';
import type { Action, Intent } from './action.ts';
import { actionDigest, intentDigest, sha256Hex } from './digest.ts';

const intent: Intent = {
  org: 'default',
  agent: 'agt_1',
  connection: 'con_1',
  operation: 'create_refund',
  args: { amount: 5 },
};
const action: Action = {
  v: 1,
  instance: 'ins_1',
  org: 'default',
  agent: 'agt_1',
  session: null,
  connection: { id: 'con_1', version: 3 },
  integration: { id: 'stripe', version: '1.0.0', definition_sha256: 'd'.repeat(64) },
  operation: 'create_refund',
  args: { charge: 'ch_1', amount: 5 },
  wire: {
    kind: 'http',
    method: 'POST',
    origin: 'https://api.stripe.example',
    path: '/v1/refunds',
    query: [],
    headers: [['content-type', 'application/x-www-form-urlencoded']],
    body_sha256: 'b'.repeat(64),
    body_bytes: 20,
  },
  policy: { version: 7 },
  risk: 'financial',
  created_at: 1_767_225_600_000,
  nonce: 'n'.repeat(26),
  approve_before: 1_767_227_400_000,
};

/** Everything a boundary trick could use: separators, quotes, zero bytes, newlines, very long runs. */
const nasty = fc.oneof(
  fc.string({
    unit: fc.constantFrom('\0', '\n', '|', '"', '\\', ',', ':', '{', '}', 'a', ' ', '/'),
    maxLength: 8,
  }),
  fc.constantFrom('', 'a'.repeat(70_000), '","operation":"x', 'agt_1\0con_1'),
);

describe('digests', () => {
  test('a digest is SHA-256 over the domain, a zero byte and the canonical JSON', () => {
    const expected = (domain: string, value: unknown) =>
      createHash('sha256')
        .update(`agentport/${domain}/v1\0${canonical(value)}`, 'utf8')
        .digest('hex');
    assert.equal(intentDigest(intent), expected('intent', intent));
    assert.equal(actionDigest(action), expected('action', action));
    assert.equal(sha256Hex('é'), sha256Hex(Uint8Array.of(0xc3, 0xa9)));
    assert.equal(sha256Hex(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test('T16 separators, quotes and zero bytes in a field never make two intents share a digest', () => {
    const tuple = fc.tuple(nasty, nasty, nasty, nasty, nasty);
    const digest = ([agent, connection, operation, name, content]: readonly string[]) =>
      intentDigest({
        org: 'default',
        agent: agent ?? '',
        connection: connection ?? '',
        operation: operation ?? '',
        args: { [`k${name}`]: content ?? '' },
      });
    fc.assert(
      fc.property(tuple, tuple, (a, b) => {
        assert.equal(
          digest(a) === digest(b),
          a.every((field, i) => field === b[i]),
        );
      }),
      { numRuns: 2_000 },
    );
    // moving one character over a field boundary keeps the concatenation and must change the digest
    fc.assert(
      fc.property(nasty, nasty, fc.constantFrom('\0', '\n', '|', '"', 'x'), (a, b, c) => {
        assert.notEqual(digest([`${a}${c}`, b, '', '', '']), digest([a, `${c}${b}`, '', '', '']));
      }),
    );
  });

  test('T13 T14 every field of an action, down to each header and version, changes its digest', () => {
    const original = actionDigest(action);
    let changed = 0;
    const walk = (value: unknown, rebuild: (replacement: unknown) => unknown): void => {
      if (value !== null && typeof value === 'object') {
        for (const [name, member] of Object.entries(value)) {
          walk(member, (replacement) =>
            rebuild(
              Array.isArray(value)
                ? value.map((item, i) => (String(i) === name ? replacement : item))
                : { ...value, [name]: replacement },
            ),
          );
        }
        return;
      }
      const other = typeof value === 'number' ? value + 1 : `${String(value)}x`;
      assert.notEqual(actionDigest(rebuild(other) as Action), original);
      changed += 1;
    };
    walk(action, (replacement) => replacement);
    assert.equal(changed, 26);
  });

  test('the same content under the other domain has another digest', () => {
    assert.notEqual(intentDigest(intent), actionDigest(intent as unknown as Action));
  });
});
