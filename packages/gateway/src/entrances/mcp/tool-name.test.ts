import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONNECTION_NAME, OPERATION_NAME } from '@agentport/contract';
import fc from 'fast-check';
import { OWN_TOOLS, toolNameOf, toolTargetOf } from './tool-name.ts';

const connection = fc.stringMatching(CONNECTION_NAME);
const operation = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9_]{1,40}$/), fc.constantFrom(...OWN_TOOLS));

test('every operation has one tool name in each scope, and it reads back as that operation', () => {
  fc.assert(
    fc.property(connection, operation, (connection, operation) => {
      fc.pre(OPERATION_NAME.test(operation));
      for (const scope of [null, connection]) {
        const name = toolNameOf({ connection, operation }, scope);
        assert.deepEqual(toolTargetOf(name, scope), { connection, operation });
        assert.match(name, /^[a-zA-Z0-9_-]{1,64}$/);
      }
    }),
  );
});

test('no name reaches out of its scope', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const target = toolTargetOf(name, 'stripe');
      assert.ok(target === null || target.connection === 'stripe');
    }),
  );
});
