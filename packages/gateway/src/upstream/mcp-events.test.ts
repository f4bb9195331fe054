import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EventLines } from './mcp-events.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

test('the data of an event is read whole, whatever else stands in it', () => {
  const stream = ': hello\nevent: message\nid: 7\ndata: {"a":\ndata: 1}\n\ndata:no space\r\n\r\nretry: 5\n\n';
  assert.deepEqual(new EventLines().take(bytes(stream)), ['{"a":\n1}', 'no space']);
});

test('an event that has not ended is not read', () => {
  const events = new EventLines();
  assert.deepEqual(events.take(bytes('data: 1\n')), []);
  assert.deepEqual(events.take(bytes('\n')), ['1']);
});

test('however a stream is cut, the same events come out', () => {
  const piece = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !/[\r\n]/.test(text));
  const end = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, end), { maxLength: 8 }), fc.array(fc.nat(40)), (events, cuts) => {
      // the last event ends in LF: after a lone CR one cannot know yet whether an LF belongs to it
      const wire = bytes(`${events.map(([data, eol]) => `data: ${data}${eol}${eol}`).join('')}data: end\n\n`);
      const reader = new EventLines();
      const read: string[] = [];
      let from = 0;
      for (const cut of cuts) {
        read.push(...reader.take(wire.subarray(from, from + cut)));
        from = Math.min(wire.length, from + cut);
      }
      read.push(...reader.take(wire.subarray(from)));
      assert.deepEqual(read, [...events.map(([data]) => bytes(data).toString('utf8')), 'end']);
    }),
  );
});
