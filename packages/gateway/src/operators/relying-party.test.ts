import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relyingParty } from './relying-party.ts';

test('passkeys are made for the name of the public address, whatever its port', () => {
  assert.deepEqual(relyingParty('https://agentport.example.com'), {
    id: 'agentport.example.com',
    origin: 'https://agentport.example.com',
  });
  assert.deepEqual(relyingParty('http://localhost:3000'), {
    id: 'localhost',
    origin: 'http://localhost:3000',
  });
});

test('an address instead of a name is refused with what to do', () => {
  for (const url of ['http://127.0.0.1:3000', 'http://[::1]:3000', 'https://192.0.2.7'])
    assert.throws(() => relyingParty(url), /need a name.*AGENTPORT_PUBLIC_URL/);
});
