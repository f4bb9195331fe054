import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject, JsonValue, Outcome } from '@agentport/engine';
import type { Operation } from '../catalog/index.ts';
import { recall } from './recall.ts';
import type { GateRequest, GatewayCall } from './request.ts';
import type { Rooms } from './rooms.ts';

const CHARGE = { customer: 'cus_1', amount: 12_900, currency: 'eur' };
const OPERATION = {
  name: 'create_refund',
  default: null,
  hide: [],
  lookups: {
    charge: {
      operation: 'get_charge',
      args: { charge: '{charge}' },
      facts: [{ label: 'Customer', pointer: '/customer', format: 'text' }],
    },
    intent: { operation: 'get_payment_intent', args: { intent: '{intent}' }, facts: [] },
  },
  checks: [
    {
      argument: 'customer_id',
      equals: [
        { lookup: 'charge', pointer: '/customer' },
        { lookup: 'intent', pointer: '/customer' },
      ],
      message: 'Not that customer.',
    },
  ],
} as unknown as Operation;

function stage(args: JsonObject, answers: Record<string, JsonValue | null>, effect = 'ask') {
  const asked: string[] = [];
  const rooms = {
    policies: { decide: () => ({ effect }) },
    connections: { definitionOf: () => ({ id: 'stripe' }) },
    clock: { now: () => 1_000 },
  } as unknown as Rooms;
  const call = {
    agent: { kind: 'agent', id: 'agt_1', org: 'default', name: 'ada', epoch: 0 },
    connection: { id: 'con_1', name: 'stripe', integration: 'stripe' },
    operation: { name: 'create_refund', risk: 'financial' },
    definition: OPERATION,
    action: { args },
  } as unknown as GatewayCall;
  const enforceSystem = async (request: GateRequest): Promise<Outcome> => {
    assert.equal(request.kind === 'system' && request.purpose, 'lookup');
    const operation = 'operation' in request ? request.operation : '';
    asked.push(operation);
    const value = answers[operation] ?? null;
    if (value === null) return { kind: 'withheld', callId: 'cal_2', problem: { code: 'x', message: 'x' } };
    const reply = { status: 200, headers: [], parts: [{ kind: 'json', value } as const], is_error: false };
    return { kind: 'released', callId: 'cal_2', reply, replayed: false };
  };
  return { asked, recalled: recall(rooms, call, enforceSystem) };
}

const detectors = async ({ recalled }: ReturnType<typeof stage>) =>
  (await recalled).findings.map(({ detector, severity }) => [detector, severity]);

test('facts for the approver come from the lookups whose arguments are given, with the time they were read', async () => {
  const { asked, recalled } = stage({ charge: 'ch_1' }, { get_charge: CHARGE });
  const { lookups, findings } = await recalled;
  assert.deepEqual(asked, ['get_charge']);
  assert.deepEqual(lookups, [{ id: 'charge:Customer', label: 'Customer', value: 'cus_1', at: 1_000 }]);
  assert.deepEqual(findings, []);
});

test('an argument that is verified and agrees leaves no finding', async () => {
  const staged = stage({ charge: 'ch_1', customer_id: 'cus_1' }, { get_charge: CHARGE });
  assert.deepEqual(await detectors(staged), []);
});

test('an argument that does not agree is a critical finding', async () => {
  const staged = stage({ charge: 'ch_1', customer_id: 'cus_2' }, { get_charge: CHARGE });
  assert.deepEqual(await detectors(staged), [['check_failed', 'critical']]);
});

test('every lookup that ran must agree, not just one of them', async () => {
  const staged = stage(
    { charge: 'ch_1', intent: 'pi_1', customer_id: 'cus_1' },
    { get_charge: CHARGE, get_payment_intent: { customer: 'cus_2' } },
  );
  assert.deepEqual(await detectors(staged), [['check_failed', 'critical']]);
});

test('an argument that cannot be verified, because nothing came back or nothing could be asked, is a critical finding', async () => {
  const silent = stage({ charge: 'ch_1', customer_id: 'cus_1' }, {});
  assert.deepEqual(await detectors(silent), [['check_unavailable', 'critical']]);
  const unasked = stage({ customer_id: 'cus_1' }, { get_charge: CHARGE });
  assert.deepEqual(await detectors(unasked), [['check_unavailable', 'critical']]);
  assert.deepEqual(unasked.asked, []);
});

test('an object without the field does not agree with anything', async () => {
  const staged = stage({ charge: 'ch_1', customer_id: 'cus_1' }, { get_charge: {} });
  assert.deepEqual(await detectors(staged), [['check_failed', 'critical']]);
});

test('nothing is fetched for a call that policy denies anyway', async () => {
  const { asked, recalled } = stage({ charge: 'ch_1' }, { get_charge: CHARGE }, 'deny');
  assert.deepEqual((await recalled).lookups, []);
  assert.deepEqual(asked, []);
});
