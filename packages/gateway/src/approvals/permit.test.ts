import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkPermit, type Permit, type PermitFields, type PermitSigner, sealPermit } from './permit.ts';

const signer = signingWith('fake permit key');

function signingWith(key: string): PermitSigner {
  return { mac: (label, bytes) => createHmac('sha256', key).update(`${label}\0${bytes}`).digest() };
}

const FIELDS: PermitFields = {
  id: 'pmt_1',
  call_id: 'cal_1',
  org: 'default',
  agent_id: 'agt_1',
  connection_id: 'con_1',
  connection_version: 3,
  definition_sha256: 'd'.repeat(64),
  action_sha256: 'a'.repeat(64),
  expires_at: 1_000,
};

test('a sealed permit is honoured until, and not at, the instant it expires', () => {
  const permit = sealPermit(signer, FIELDS);
  assert.equal(checkPermit(signer, permit, 999), null);
  assert.equal(checkPermit(signer, permit, 1_000), 'expired');
  assert.equal(checkPermit(signer, permit, Number.NaN), 'expired');
});

test('T5 a permit with any field changed (arguments, agent, connection, end) is forged', () => {
  const permit = sealPermit(signer, FIELDS);
  for (const field of Object.keys(FIELDS) as (keyof PermitFields)[]) {
    const value = FIELDS[field];
    const changed = { ...permit, [field]: typeof value === 'number' ? value + 1 : `${value}x` } as Permit;
    assert.equal(checkPermit(signer, changed, 0), 'forged', field);
  }
});

test('T5 a permit signed with another key, or with no MAC at all, is forged', () => {
  const other = sealPermit(signingWith('another key'), FIELDS);
  assert.equal(checkPermit(signer, other, 0), 'forged');
  const permit = sealPermit(signer, FIELDS);
  for (const bent of ['', 'zz', permit.mac.slice(2), `${permit.mac}00`]) {
    assert.equal(checkPermit(signer, { ...permit, mac: bent } as Permit, 0), 'forged');
  }
});

test('T16 moving characters between neighbouring fields changes the signature', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string({ minLength: 1 }), (left, right, moved) => {
      const one = sealPermit(signer, { ...FIELDS, agent_id: left + moved, connection_id: right });
      const two = sealPermit(signer, { ...FIELDS, agent_id: left, connection_id: moved + right });
      assert.notEqual(one.mac, two.mac);
    }),
  );
});
