import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AuditEvent, decodeEntry, encodeEntry } from './entry.ts';

const event: AuditEvent = { v: 1, id: 'evt_1', org: 'default', at: 1, kind: 'call.denied', actor: 'agt_1' };

const HOSTILE = [
  'line\nbreak\r\n{"index":7}',
  '"}],"kind":"approval.approved","x":"',
  '\u001b[2K\u001b[1A\u009b31mred',
  'a|b=c\\|CEF:0|x',
  '\u2028\u2029\u0085',
  '\u202eesrever\u2066',
  '\u0000\u007f\ufeff',
  '😀\u{e0001}',
];

test('T88 whatever a field holds, an entry is one line of printable ASCII and reads back as it was', () => {
  const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 60 }));
  fc.assert(
    fc.property(text, text, text, (operation, address, detail) => {
      const given = {
        ...event,
        operation,
        requester_address: address,
        reasons: [detail],
        details: { detail },
      };
      const bytes = encodeEntry(given);
      assert.ok(bytes.every((byte) => byte >= 0x20 && byte <= 0x7e));
      assert.deepEqual(decodeEntry(bytes), given);
    }),
    { numRuns: 300 },
  );
});

test('an entry has one spelling: order of members and absent members make no difference', () => {
  const entry = encodeEntry({ ...event, call: 'cal_1', session: null });
  const { v, id, org, at, kind, actor } = event;
  assert.deepEqual(encodeEntry({ call: 'cal_1', actor, kind, at, org, id, v }), entry);
  assert.equal(
    entry.toString(),
    '{"actor":"agt_1","at":1,"call":"cal_1","id":"evt_1","kind":"call.denied","org":"default","v":1}',
  );
});

test('half a surrogate pair is refused: two readers would see two texts', () => {
  assert.throws(() => encodeEntry({ ...event, operation: '\ud800' }));
});
