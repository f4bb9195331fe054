import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { startFixtureMcpServer } from '../support/fixture-mcp-server.ts';
import { startTestGateway } from '../support/gateway.ts';
import { startHeaderProxy } from '../support/header-proxy.ts';
import { runningClock } from '../support/running-clock.ts';
import { runSuite } from './run-suite.ts';

const KEY = 'fixture-token-not-real';
const ALLOWED = join(import.meta.dirname, 'allowed-failures.yaml');

for (const suite of ['0.1.16', '2026-07-28'] as const) {
  test(`through the gateway, ${suite} fails only where allowed-failures.yaml says why`, async (t) => {
    const fixture = await startFixtureMcpServer({ token: KEY });
    t.after(() => void fixture.close());
    const gateway = await startTestGateway(t, { connections: false, clock: runningClock() });
    const made = await gateway.operator.send('POST', '/api/v1/connections', {
      integration: 'mcp',
      name: 'fixture',
      base_url: fixture.url,
      key: KEY,
    });
    assert.equal(made.status, 201, made.text);
    const { token } = await gateway.agent();
    const proxy = await startHeaderProxy({
      target: gateway.url,
      headers: { authorization: `Bearer ${token}` },
    });
    t.after(() => void proxy.close());
    const url = `${proxy.url}/mcp/fixture`;
    const { unexpected, output } = await runSuite({ suite, url, expectedFailures: ALLOWED });
    assert.deepEqual(unexpected, [], output);
  });
}
