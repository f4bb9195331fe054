import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind } from './bind.ts';
import { definitionFromTools } from './mcp-definition.ts';
import { isToolList, TOOL_LIST, TOOL_LIST_METHOD } from './mcp-tool-list.ts';

test('T77 a tool named like the request of the protocol stays a tool, with a digest of its own', () => {
  const definition = definitionFromTools('tools', [{ name: TOOL_LIST_METHOD }, { name: 'list_tools' }]);
  const operations = Object.values(definition.operations);
  assert.equal(operations.length, 2);
  for (const operation of operations) {
    const { wire } = bind(definition, operation, { base_url: 'https://tools.example/mcp' }, {});
    assert.ok(wire.kind === 'mcp' && !isToolList(wire));
  }
});

test('the list of tools is no operation of any server: only the gateway itself can name it', () => {
  const definition = definitionFromTools('tools', []);
  assert.equal(Object.values(definition.operations).includes(TOOL_LIST), false);
  const { wire } = bind(definition, TOOL_LIST, { base_url: 'https://tools.example/mcp' }, {});
  assert.ok(wire.kind === 'mcp' && isToolList(wire));
});
