// biome-ignore-all lint/suspicious/noTemplateCurlyInString: agentport.yaml names secrets that way
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SANDBOX_STRIPE_KEY, SEEDED } from '@agentport/sandbox';
import { runCli } from '../support/cli.ts';
import { startTestGateway } from '../support/gateway.ts';
import { startProcess } from '../support/process.ts';
import { temporaryDirectory } from '../support/temp.ts';
import { until } from '../support/until.ts';

const YAML = `
integrations:
  stripe:
    api_key: \${STRIPE_KEY}
    base_url: {stripe}
    permissions:
      list_customers: auto_approve
      create_refund: ask_approve
`;

const REFUND = { charge: SEEDED.charge, amount: 4_200, customer_id: SEEDED.marta };

test('T103 an agent that edits the watched file is still asked, until a person activates the edit with step-up', async (t) => {
  const gateway = await startTestGateway(t, { yaml: YAML, env: { STRIPE_KEY: SANDBOX_STRIPE_KEY } });
  const { configFile, operator, clock, running } = gateway;
  const { token } = await gateway.agent();
  const loose = YAML.replaceAll('{stripe}', gateway.sandbox.stripe.url).replace(
    'ask_approve',
    'auto_approve',
  );
  writeFileSync(configFile, loose);
  // the watcher of the real file system; its quiet time is on the turned clock
  const pending = await until(
    () => {
      clock.advance(200);
      return running.gateway.policies.pending();
    },
    { what: 'the edit to be noticed' },
  );
  const asked = await gateway.call(token, 'stripe.create_refund', REFUND);
  assert.equal(asked.status, 202, asked.text);

  const listed = await operator.send('GET', '/api/v1/policy/versions');
  const waiting = listed.body.items.find((item: { status: string }) => item.status === 'pending');
  assert.equal(waiting.number, pending.number, listed.text);
  assert.match(waiting.changes[0].what, /create_refund/);
  const path = `/api/v1/policy/versions/${pending.number}/activate`;
  const asAgent = await gateway.call(token, `api/v1/policy/versions/${pending.number}/activate`, undefined);
  assert.equal(asAgent.status, 403);
  assert.equal(asAgent.body.error.code, 'wrong_plane');
  clock.advance(10 * 60_000);
  const stale = await operator.send('POST', path);
  assert.equal(stale.body.error.code, 'step_up_required', stale.text);
  assert.equal((await gateway.call(token, 'stripe.create_refund', REFUND)).status, 202);

  clock.advance(60_000);
  const args = ['policy', 'activate', String(pending.number), '--email', operator.email, '--password-stdin'];
  const activated = await runCli(t, [...args, '--code', operator.code(), '-o', 'json'], {
    env: { AGENTPORT_URL: gateway.url },
    input: `${operator.password}\n`,
  });
  assert.equal(activated.exitCode, 0, activated.stdout + activated.stderr);
  assert.equal(JSON.parse(activated.stdout).status, 'active');
  const other = { ...REFUND, amount: 4_100 };
  assert.equal((await gateway.call(token, 'stripe.create_refund', other)).status, 200);
});

test('a key named ${NAME} is taken from the environment of the process', async (t) => {
  const home = temporaryDirectory(t);
  const yaml = 'integrations:\n  stripe:\n    api_key: ${STRIPE_KEY}\n    base_url: http://127.0.0.1:9\n';
  writeFileSync(join(home, 'agentport.yaml'), yaml, { mode: 0o600 });
  const main = fileURLToPath(new URL('../../packages/gateway/src/main.ts', import.meta.url));
  const process = startProcess({
    args: [main, 'control'],
    cwd: home,
    env: {
      AGENTPORT_DATA_DIR: join(home, 'data'),
      AGENTPORT_ROOT_KEY_FILE: join(home, 'root.key'),
      STRIPE_KEY: 'sk_test_fake',
    },
  });
  const { code } = await process.exited;
  assert.equal(code, 0, process.stderr());
  assert.match(process.stdout(), /^control .+control\.sock$/m);
});
