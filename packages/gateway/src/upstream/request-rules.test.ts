import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpWire } from '@agentport/engine';
import { sha256Hex } from '@agentport/engine';
import fc from 'fast-check';
import { outgoingOf, wireOf, withSlots } from './outgoing.ts';
import { checkHeaders, checkPath, checkQuery, checkWireHeaders, RequestRefused } from './request-rules.ts';

const NO_SLOTS: ReadonlySet<string> = new Set();

test('T54 paths a server could read as another one are refused', () => {
  const bad = [
    '',
    'v1',
    '/a/../b',
    '/a/./b',
    '/a/%2e%2e/b',
    '/a/%2E./b',
    '/a\\b',
    '/a b',
    '/a?b',
    '/a#b',
    '/%zz',
    '/a%',
  ];
  for (const path of [...bad, '/ä', '/a\r\nb', '/a\0'])
    assert.throws(() => checkPath(path), RequestRefused, path);
  for (const path of ['/', '/v1/charges/ch_1', '/repos/o/r/contents/a%2Fb', '/v1/~x/(y)'])
    assert.doesNotThrow(() => checkPath(path));
});

test('T56 headers and query fields that override the method are refused', () => {
  for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override'])
    assert.throws(() => checkWireHeaders([[name, 'DELETE']], NO_SLOTS), RequestRefused);
  assert.throws(() => checkQuery([['_method', 'delete']]), RequestRefused);
  assert.throws(() => checkQuery([['_METHOD', 'delete']]), RequestRefused);
});

test('T56 a GET with a body is refused', () => {
  const wire = wireFor({ method: 'GET' });
  assert.throws(() => outgoingOf(wire, Buffer.from('x')), RequestRefused);
});

test('T57 header values with CR, LF, NUL, obs-fold or bytes outside ASCII are refused', () => {
  for (const value of [
    'a\r\nb: c',
    'a\nb',
    'a\rb',
    'a\0b',
    'a\r\n b',
    'caf\u00e9',
    '\u{1f600}',
    'a\u0085b',
    '\u0130',
  ])
    assert.throws(() => checkHeaders([['x-note', value]]), RequestRefused);
});

test('T57 header names with underscores, spaces, capitals or colons, duplicates and connection headers are refused', () => {
  for (const name of ['x_note', 'X-Note', 'x note', 'x:note', '', 'x-note ', 'x\r\ny'])
    assert.throws(() => checkHeaders([[name, 'v']]), RequestRefused, name);
  const connection = [
    'host',
    'content-length',
    'transfer-encoding',
    'connection',
    'te',
    'trailer',
    'upgrade',
  ];
  for (const name of [...connection, 'expect', 'keep-alive'])
    assert.throws(() => checkHeaders([[name, 'v']]), RequestRefused, name);
  assert.throws(
    () =>
      checkHeaders([
        ['accept', 'a'],
        ['accept', 'b'],
      ]),
    RequestRefused,
  );
});

test('T58 a call cannot bring a credential, a cookie, a forwarded address or a rewritten URL', () => {
  const names = [
    'authorization',
    'cookie',
    'proxy-authorization',
    'x-forwarded-for',
    'x-forwarded-host',
    'forwarded',
  ];
  for (const name of [
    ...names,
    'x-original-url',
    'x-rewrite-url',
    'x-real-ip',
    'via',
    'user-agent',
    'traceparent',
  ])
    assert.throws(() => checkWireHeaders([[name, 'v']], NO_SLOTS), RequestRefused, name);
  assert.throws(() => checkWireHeaders([['x-api-key', 'v']], new Set(['x-api-key'])), RequestRefused);
  assert.doesNotThrow(() => checkWireHeaders([['content-type', 'application/json']], new Set(['x-api-key'])));
});

test('slots cannot double a header the call already has', () => {
  const outgoing = outgoingOf(wireFor({ headers: [['accept', 'a']] }), Buffer.alloc(0));
  assert.throws(() => withSlots(outgoing, [['accept', 'b']]), RequestRefused);
  assert.deepEqual(withSlots(outgoing, [['authorization', 'Bearer x']]).headers.length, 2);
});

test('reading a request back gives exactly the wire it was written from', () => {
  const pair = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 5 }), fc.uint8Array({ maxLength: 50 }), (query, body) => {
      const usable = query.filter(([name]) => name.toLowerCase() !== '_method');
      const wire = wireFor(
        { method: 'POST', query: usable, headers: [['accept', 'application/json']] },
        body,
      );
      assert.deepEqual(wireOf(outgoingOf(wire, body)), wire);
    }),
    { numRuns: 500 },
  );
});

test('a query value can never add a field, leave the query or break the request line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (value) => {
      const { target } = outgoingOf(wireFor({ query: [['q', value]] }), Buffer.alloc(0));
      assert.match(target, /^\/v1\/x\?q=[A-Za-z0-9\-._~%]*$/);
    }),
    { numRuns: 500 },
  );
});

function wireFor(part: Partial<HttpWire>, body: Uint8Array = new Uint8Array()): HttpWire {
  return {
    kind: 'http',
    method: 'GET',
    origin: 'https://api.example',
    path: '/v1/x',
    query: [],
    headers: [],
    body_sha256: sha256Hex(body),
    body_bytes: body.length,
    ...part,
  };
}
