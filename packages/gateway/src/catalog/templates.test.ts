import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bindPath } from './bind-path.ts';
import { parsePathTemplate, pathArguments } from './path-template.ts';
import { parseTextTemplate } from './text-template.ts';

describe('path templates', () => {
  it('name the arguments in order', () => {
    const template = parsePathTemplate('/repos/{owner}/{repo}/contents/{path:segments}');
    assert.deepEqual(template && pathArguments(template), ['owner', 'repo', 'path']);
  });

  it('keep a slash at the end, and a name with @', () => {
    assert.deepEqual(parsePathTemplate('/users/@me/')?.pieces, ['users', '@me', '']);
    assert.equal(bindPath('/persons/{person}/', { person: 'a b' }).path, '/persons/a%20b/');
    assert.equal(bindPath('/persons/{person}/', { person: 'a/' }).problems.length, 1);
  });

  const wrong = [
    'v1/customers',
    '/v1//customers',
    '/v1/../admin',
    '/v1/./x',
    '/v1/{customer',
    '/v1/{Customer}',
    '/v1/a{customer}',
    '/v1/%2e%2e/x',
    '/v1/x?y=1',
    '/v1/x#y',
    '/v1/x;y',
    '/v1/{path:segments}/protection',
    '/v1/{path:segments}/',
    '/v1/x//',
    '//',
    '/v1/{x:other}',
    '/',
  ];
  for (const path of wrong) {
    it(`T54 refuses ${path}`, () => assert.equal(parsePathTemplate(path), null));
  }
});

describe('text templates', () => {
  it('keep text and placeholders apart', () => {
    assert.deepEqual(parseTextTemplate('Refund {amount:money} of {charge}')?.pieces, [
      'Refund ',
      { argument: 'amount', format: 'money' },
      ' of ',
      { argument: 'charge', format: null },
    ]);
  });

  for (const text of ['{', '}', '{}', 'a {b', 'a }b', '{{a}}', '{a b}', '{A}', '{a:}']) {
    it(`refuses ${text}`, () => assert.equal(parseTextTemplate(text), null));
  }
});
