import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WaitingKindWire } from '@agentport/contract';
import fc from 'fast-check';
import { EVERYTHING, filterOfKind, isShown, waitingAddress, waitingFilterOf } from './waiting-filter.ts';

const kind = (agent: string, connection: string, operation: string) =>
  ({ agent: { id: agent, name: 'x' }, connection, operation }) as WaitingKindWire;

test('the address of a kind of request shows that kind and no other, whatever it is called', () => {
  const name = fc.string({ minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(name, name, name, (agent, connection, operation) => {
      const own = kind(agent, connection, operation);
      const address = waitingAddress(filterOfKind(own));
      const read = waitingFilterOf(address.slice(address.indexOf('?')));
      assert.deepEqual(read, filterOfKind(own));
      assert.equal(isShown(read, own), true);
      assert.equal(isShown(read, kind(`${agent}!`, connection, operation)), false);
    }),
  );
});

test('no filter shows everything', () => {
  assert.equal(waitingAddress(EVERYTHING), '/approvals/waiting');
  assert.equal(isShown(waitingFilterOf(''), kind('a', 'b', 'c')), true);
});
