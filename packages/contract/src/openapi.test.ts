import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openApiDocument } from './openapi.ts';
import { ROUTES, type Route } from './routes.ts';

type Operation = {
  operationId: string;
  parameters: { name: string; in: string }[];
  responses: Record<string, unknown>;
  security: Record<string, unknown>[];
};

const document = openApiDocument({ publicUrl: 'http://localhost:3000', version: '0.1.0' });
const paths = document.paths as Record<string, Record<string, Operation>>;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('every route but those of the control socket is in the document, once', () => {
  const expected = Object.entries<Route>(ROUTES).filter(([, route]) => route.access !== 'control');
  const ids = operations.map(({ operation }) => operation.operationId);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids.toSorted(), [...expected.map(([id]) => id), 'call'].toSorted());
});

test('every reference resolves inside the document', () => {
  const references = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
  let count = 0;
  for (const [, reference = ''] of references) {
    count += 1;
    assert.ok(reference.startsWith('#/'), reference);
    const found = reference
      .slice(2)
      .split('/')
      .reduce((at, key) => (at as Record<string, unknown> | undefined)?.[key], document as unknown);
    assert.notEqual(found, undefined, reference);
  }
  assert.ok(count > 0);
});

test('every parameter of a path is declared, and nothing else claims to be one', () => {
  for (const { path, operation } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path').map((p) => p.name);
    assert.deepEqual(declared, named, path);
  }
});

test('every security requirement names a scheme, and only public routes have none', () => {
  const schemes = (document.components as { securitySchemes: Record<string, unknown> }).securitySchemes;
  for (const { operation } of operations) {
    for (const name of operation.security.flatMap(Object.keys)) assert.ok(Object.hasOwn(schemes, name), name);
    const route = (ROUTES as Record<string, Route>)[operation.operationId];
    if (route?.access !== 'public') assert.notDeepEqual(operation.security, [], operation.operationId);
  }
});

test('the document is plain JSON', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(document)), document);
});

test('docs/reference/openapi.json is what the contract says now', () => {
  const file = new URL('../../../docs/reference/openapi.json', import.meta.url);
  const advice = 'Run: node tools/write-openapi.ts';
  assert.equal(readFileSync(file, 'utf8'), `${JSON.stringify(document, null, 2)}\n`, advice);
});
