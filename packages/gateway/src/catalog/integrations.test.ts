import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parseStrict, parseTemplate, utf8Decode } from '@agentport/engine';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { checkArguments } from './arguments.ts';
import { bind } from './bind.ts';
import { type Catalog, loadCatalog } from './load.ts';
import { messageOf } from './mail-message.ts';

/** With which the mails of the examples were built. */
const EXAMPLE_STAMP = { seed: '5eed'.repeat(16), at: Date.UTC(2026, 10, 21, 9, 30) };
const INTEGRATIONS = new URL('../../../../integrations/', import.meta.url).pathname;

describe('the integrations of this repository', () => {
  let catalog: Catalog;
  before(async () => {
    catalog = await loadCatalog(INTEGRATIONS);
  });

  it('every example is accepted and gives exactly the wire it states', async () => {
    let examples = 0;
    for (const definition of catalog.integrations()) {
      const folder = join(INTEGRATIONS, definition.id, 'examples');
      for (const file of await readdir(folder)) {
        // biome-ignore lint/suspicious/noExplicitAny: the file is compared field by field below
        const example = parseStrict(await readFile(join(folder, file))) as any;
        const operation = definition.operations[example.operation] ?? assert.fail(file);
        assert.deepEqual(checkArguments(operation, example.args), { ok: true, args: example.args }, file);
        const { wire, body } = bind(
          definition,
          operation,
          {
            base_url: definition.service.base_url ?? '',
            message: await messageOf(operation, example.args, () => EXAMPLE_STAMP),
          },
          example.args,
        );
        assert.equal(wire.kind, 'http');
        const {
          kind: _,
          body_sha256: __,
          body_bytes,
          ...seen
        } = wire as Extract<typeof wire, { kind: 'http' }>;
        assert.deepEqual({ ...seen, body: utf8Decode(body) }, example.wire, file);
        assert.equal(body_bytes, body.length);
        examples += 1;
      }
    }
    assert.ok(examples >= 20, `${examples} examples`);
  });

  it('have the promised operations with their defaults', () => {
    const wanted: readonly (readonly [string, string, string | null, string])[] = [
      ['stripe', 'list_customers', null, 'read'],
      ['stripe', 'get_customer', null, 'read'],
      ['stripe', 'create_charge', null, 'financial'],
      ['stripe', 'create_refund', null, 'financial'],
      ['stripe', 'create_invoice', null, 'write'],
      ['stripe', 'delete_customer', 'deny', 'destructive'],
      ['stripe', 'create_payout', 'deny', 'financial'],
      ['github', 'list_repositories', null, 'read'],
      ['github', 'create_repository', null, 'write'],
      ['github', 'delete_repository', null, 'destructive'],
      ['github', 'update_branch_protection', null, 'admin'],
      ['github', 'add_collaborator', null, 'admin'],
      ['posthog', 'run_query', 'ask', 'read'],
      ['posthog', 'update_feature_flag', null, 'write'],
      ['posthog', 'delete_person', null, 'destructive'],
      ['linear', 'list_issues', null, 'read'],
      ['linear', 'create_issue', null, 'write'],
      ['linear', 'delete_issue', null, 'destructive'],
      ['gmail', 'list_messages', null, 'read'],
      ['gmail', 'send_email', null, 'write'],
      ['gmail', 'send_draft', null, 'write'],
      ['gmail', 'delete_message', 'deny', 'destructive'],
      ['gmail', 'create_filter', 'deny', 'admin'],
      ['gmail', 'create_forwarding_address', 'deny', 'admin'],
      ['gmail', 'create_delegate', 'deny', 'admin'],
    ];
    for (const [id, name, effect, risk] of wanted) {
      const operation = catalog.operation(id, name) ?? assert.fail(`${id}.${name}`);
      assert.deepEqual([operation.default, operation.risk], [effect, risk], name);
    }
    assert.ok(Object.keys(catalog.integration('stripe')?.operations ?? {}).length >= 25);
    assert.ok(Object.keys(catalog.integration('github')?.operations ?? {}).length >= 30);
    assert.ok(Object.keys(catalog.integration('posthog')?.operations ?? {}).length >= 12);
    assert.ok(Object.keys(catalog.integration('linear')?.operations ?? {}).length >= 12);
    assert.ok(Object.keys(catalog.integration('gmail')?.operations ?? {}).length >= 15);
  });

  it('have parameters that are valid JSON Schema and compile', () => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
    for (const definition of catalog.integrations()) {
      for (const operation of Object.values(definition.operations)) {
        assert.equal(ajv.validateSchema(operation.params), true, `${operation.name}: ${ajv.errorsText()}`);
        const checked = checkArguments(operation, {});
        assert.ok(
          checked.ok || !checked.problems.some((problem) => problem.message.includes('cannot be checked')),
        );
      }
    }
  });

  it('have titles the approval page can read', () => {
    for (const definition of catalog.integrations()) {
      for (const { approval } of Object.values(definition.operations)) {
        for (const template of approval.templates) assert.ok(parseTemplate(template).length > 0);
      }
    }
  });

  it('T82 an unknown integration or operation is nothing, prototype names too', () => {
    assert.equal(catalog.integration('nope'), null);
    for (const name of ['nope', '__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      assert.equal(catalog.operation('stripe', name), null);
    }
    assert.equal(catalog.operation('nope', 'list_customers'), null);
  });

  it('hide what opens an account or a payment', () => {
    const { hide } = catalog.operation('stripe', 'get_payment_intent') ?? assert.fail();
    assert.ok(hide.includes('**.client_secret'));
    assert.ok(catalog.operation('github', 'get_repository')?.hide.includes('**.temp_clone_token'));
    assert.ok(catalog.operation('github', 'get_file_contents')?.hide.includes('**.download_url'));
    assert.ok(catalog.operation('posthog', 'list_projects')?.hide.includes('**.secret_api_token'));
  });
});
