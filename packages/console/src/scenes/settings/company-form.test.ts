import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeOf, listOf } from './company-form.ts';

function form(pairs: readonly (readonly [string, string])[]): FormData {
  const data = new FormData();
  for (const [name, value] of pairs) data.append(name, value);
  return data;
}

test('an empty secret is kept and not sent, an empty group gives nobody a role', () => {
  const change = changeOf(
    form([
      ['issuer', ' https://login.example.com '],
      ['client_id', 'agentport'],
      ['client_secret', ''],
      ['group', 'leads'],
      ['role', 'admin'],
      ['group', ' '],
      ['role', 'owner'],
      ['domains', 'Example.com, ,example.org'],
    ]),
    null,
  );
  assert.deepEqual(change, {
    issuer: 'https://login.example.com',
    client_id: 'agentport',
    label: 'company account',
    scopes: [],
    groups_claim: 'groups',
    roles: [{ group: 'leads', role: 'admin' }],
    domains: ['example.com', 'example.org'],
    provision: false,
    second_factor: [],
  });
});

test('a role that is none is never sent, and what the form does not show stays', () => {
  const before = { scopes: ['groups'] } as unknown as Parameters<typeof changeOf>[1];
  const change = changeOf(
    form([
      ['group', 'leads'],
      ['role', 'king'],
      ['provision', 'on'],
      ['second_factor', 'mfa'],
    ]),
    before,
  );
  assert.deepEqual(
    [change.roles, change.scopes, change.provision, change.second_factor],
    [[], ['groups'], true, ['mfa']],
  );
});

test('a list is what stands between commas', () => {
  assert.deepEqual(listOf(' a,,b , c'), ['a', 'b', 'c']);
  assert.deepEqual(listOf(''), []);
});
