import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { parseStrict, utf8Decode } from '@agentport/engine';
import {
  bind,
  checkArguments,
  createCatalog,
  type Definition,
  type Operation,
  parseManifest,
} from '../../packages/gateway/src/catalog/index.ts';

const GUIDE = new URL('../../docs/guides/write-an-integration.md', import.meta.url);

/** The fenced blocks of a guide whose opening line is ```` ```<language> <kind> ````. */
function blocks(guide: string, kind: string): readonly string[] {
  return [...guide.matchAll(/^```\w+ (\w+)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === kind)
    .map((match) => match[2] ?? '');
}

describe('the guide "Write an integration"', () => {
  let guide: string;
  let manifest: string;
  let definition: Definition;

  before(async () => {
    guide = await readFile(GUIDE, 'utf8');
    manifest = blocks(guide, 'manifest').join('');
    const parsed = parseManifest(manifest, 'ledger/integration.yaml');
    assert.ok(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.problems, null, 2));
    assert.deepEqual(parsed.warnings, []);
    definition = parsed.definition;
  });

  function operation(name: string): Operation {
    return createCatalog([definition]).operation('ledger', name) ?? assert.fail(name);
  }

  it('its manifest loads without a word of the linter', () => {
    assert.deepEqual(Object.keys(definition.operations), ['list_accounts', 'get_account', 'transfer']);
  });

  it('its examples leave exactly as printed', () => {
    const examples = blocks(guide, 'example');
    assert.equal(examples.length, 2);
    for (const text of examples) {
      // biome-ignore lint/suspicious/noExplicitAny: the block is compared field by field
      const example = parseStrict(text) as any;
      const called = operation(example.operation);
      assert.deepEqual(checkArguments(called, example.args), { ok: true, args: example.args });
      const { wire, body } = bind(
        definition,
        called,
        { base_url: definition.service.base_url ?? '' },
        example.args,
      );
      assert.ok(wire.kind === 'http');
      const { kind: _, body_sha256: __, body_bytes: ___, ...seen } = wire;
      assert.deepEqual({ ...seen, body: utf8Decode(body) }, example.wire);
    }
  });

  it('its GraphQL operation loads without a word of the linter', () => {
    const [head = ''] = manifest.split('service:');
    const [part = ''] = blocks(guide, 'graphql');
    const source = `${head.replace('id: ledger', 'id: notes')}auth: { kind: bearer }\n${part}`;
    const parsed = parseManifest(source, 'notes/integration.yaml');
    assert.ok(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.problems, null, 2));
    assert.deepEqual(parsed.warnings, []);
  });

  it('the linter answers the mistakes it names with the sentences it prints', () => {
    const mistakes: readonly (readonly [from: string, to: string])[] = [
      ['required: [account, to, amount, currency]', 'required: [to, amount, currency]'],
      ['reversible:', 'reversable:'],
      ["- 'Transfer {amount:money} from {account} to {to}'\n", ''],
    ];
    const printed = blocks(guide, 'problem').map((block) => block.trim());
    assert.equal(printed.length, mistakes.length);
    for (const [index, [from, to]] of mistakes.entries()) {
      assert.ok(manifest.includes(from), from);
      let source = manifest.replace(from, () => to);
      if (index === 2) source = source.replace(/ {8}- \{ label: Balance.*\n/, '');
      const parsed = parseManifest(source, 'ledger/integration.yaml');
      const messages = (parsed.ok ? parsed.warnings : parsed.problems).map((problem) => problem.message);
      assert.ok(messages.includes(printed[index] ?? ''), messages.join('\n'));
    }
  });

  it('an agent that errs reads what is printed', () => {
    const [text = ''] = blocks(guide, 'mistake');
    // biome-ignore lint/suspicious/noExplicitAny: the block is compared field by field
    const mistake = parseStrict(text) as any;
    const checked = checkArguments(operation(mistake.operation), mistake.args);
    assert.ok(!checked.ok);
    assert.deepEqual(
      checked.problems.map((problem) => problem.message),
      mistake.messages,
    );
  });
});
