import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestGateway } from '../support/open-gateway.ts';

const NAMED = 'trusted_proxies: [10.0.0.5, 10.0.0.6]\n';

test('T103 a proxy that an edit names counts only once a person activates it, also after a restart', async (t) => {
  let opened = await openTestGateway(t, { yaml: 'version: 1\n' });
  const proxies = () => opened.gateway.policies.active().trusted_proxies;
  opened.write('agentport.yaml', NAMED);
  await opened.gateway.configFile.load();
  assert.equal(proxies(), undefined);
  opened = await opened.restart();
  assert.equal(proxies(), undefined);
  const waiting = await opened.gateway.policies.pending();
  assert.match(waiting?.changes[0]?.what ?? '', /^10\.0\.0\.5 may say from which address/);
  await opened.gateway.configFile.activate(waiting?.number ?? 0, 'opr_test');
  assert.deepEqual(proxies(), ['10.0.0.5', '10.0.0.6']);
});

test('a proxy taken out of agentport.yaml counts no longer, at once', async (t) => {
  const opened = await openTestGateway(t, { yaml: NAMED });
  assert.deepEqual(opened.gateway.policies.active().trusted_proxies, ['10.0.0.5', '10.0.0.6']);
  opened.write('agentport.yaml', 'trusted_proxies: [10.0.0.6, 10.0.0.7]\n');
  await opened.gateway.configFile.load();
  assert.deepEqual(opened.gateway.policies.active().trusted_proxies, ['10.0.0.6']);
});
