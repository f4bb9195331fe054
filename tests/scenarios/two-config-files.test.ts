import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPair } from '../support/pair.ts';
import { until } from '../support/until.ts';

const denying = (operation: string) => `
rules:
  - id: ${operation.replaceAll('_', '-')}
    match:
      connection: stripe
      operation: ${operation}
    effect: deny
`;

test('of two gateways with different files one file counts; when its gateway goes, the other file is an edit that cannot loosen by itself', async (t) => {
  const pair = await startPair(t, { yaml: denying('list_customers'), connections: true });
  const { a, b } = pair;
  const { token } = await a.agent();
  const customer = { name: 'Erika Beispiel', email: 'erika@example.com' };
  const atB = async (operation: string, args: unknown) =>
    (await pair.callB(token, `stripe.${operation}`, args)).status;
  const version = b.gateway.policies.version();

  // B's file allows what A's denies, and denies what A's leaves to people
  writeFileSync(join(a.home, 'b', 'agentport.yaml'), denying('create_customer'));
  assert.deepEqual(await b.gateway.configFile.load(), { waiting: [] });
  assert.equal(b.gateway.policies.version(), version, 'no new policy');
  assert.equal(await atB('list_customers', {}), 403, 'the file of A holds at B');
  assert.equal(await atB('create_customer', customer), 202, 'the file of B holds nowhere');

  await a.running.close();
  await until(
    async () => {
      a.clock.advance(1_000); // B looks every five seconds whether it is its turn
      return (await atB('create_customer', customer)) === 403;
    },
    { deadlineMs: 30_000, stepMs: 200, what: 'what the file of B tightens' },
  );
  assert.equal(await atB('list_customers', {}), 403, 'what it loosens waits for a person');
  const waiting = await b.gateway.policies.pending();
  assert.match(JSON.stringify(waiting), /list-customers/);
});
