import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { describeOperation } from './describe.ts';
import { type Catalog, loadCatalog } from './load.ts';

const INTEGRATIONS = new URL('../../../../integrations/', import.meta.url).pathname;

describe('describing operations to agents', () => {
  let catalog: Catalog;
  before(async () => {
    catalog = await loadCatalog(INTEGRATIONS);
  });

  function hints(integration: string, name: string) {
    return describeOperation(catalog.operation(integration, name) ?? assert.fail(name)).annotations;
  }

  it('hints follow the risk', () => {
    const openWorldHint = true;
    assert.deepEqual(hints('stripe', 'list_customers'), {
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint,
    });
    assert.deepEqual(hints('stripe', 'create_customer'), {
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: false,
      openWorldHint,
    });
    assert.deepEqual(hints('stripe', 'create_refund'), {
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint,
    });
    assert.deepEqual(hints('github', 'delete_repository'), {
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: true,
      openWorldHint,
    });
  });

  it('a group of which one must be given is said in words, because tool schemas cannot', () => {
    const refund = describeOperation(catalog.operation('stripe', 'create_refund') ?? assert.fail());
    assert.match(refund.summary, /Give exactly one of charge, payment_intent\.$/);
    for (const definition of catalog.integrations()) {
      for (const operation of Object.values(definition.operations)) {
        for (const keyword of ['oneOf', 'anyOf', 'allOf'])
          assert.ok(!Object.hasOwn(operation.params, keyword));
      }
    }
  });
});
