import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFixtureMcpServer } from '../support/fixture-mcp-server.ts';
import { startHeaderProxy } from '../support/header-proxy.ts';
import { runSuite } from './run-suite.ts';

const TOKEN = 'fixture-token-not-real';

for (const [suite, scenarios] of [
  ['0.1.16', 32],
  ['2026-07-28', 37],
] as const) {
  test(`the fixture server passes every scored scenario of ${suite}, behind a token`, async (t) => {
    const fixture = await startFixtureMcpServer({ token: TOKEN });
    t.after(() => fixture.close());
    const proxy = await startHeaderProxy({
      target: fixture.url,
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    t.after(() => proxy.close());
    const { passed, unexpected, output } = await runSuite({ suite, url: `${proxy.url}/mcp` });
    assert.deepEqual(unexpected, [], output);
    assert.equal(passed.length, scenarios);
  });
}

test('the fixture server refuses a request without its token', async (t) => {
  const fixture = await startFixtureMcpServer({ token: TOKEN });
  t.after(() => fixture.close());
  for (const authorization of ['', 'Bearer other', TOKEN]) {
    const response = await fetch(fixture.url, { method: 'POST', headers: { authorization }, body: '{}' });
    assert.equal(response.status, 401);
  }
  assert.deepEqual(fixture.calls, []);
});
