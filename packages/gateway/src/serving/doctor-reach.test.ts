import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { readConfig } from '../config.ts';
import { selfSigned } from './certificate.fixture.ts';
import { reachOf } from './doctor-reach.ts';

const NOW = Date.now();

function found(t: TestContext, days: { from: number; to: number }, env: Record<string, string> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'agentport-reach-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const pair = selfSigned('agentport.example.com', NOW, days);
  writeFileSync(path.join(folder, 'chain.pem'), pair.cert);
  writeFileSync(path.join(folder, 'key.pem'), pair.key);
  writeFileSync(path.join(folder, 'agentport.yaml'), 'tls: { cert: chain.pem, key: key.pem }\n');
  const settings = { AGENTPORT_PUBLIC_URL: 'https://agentport.example.com', ...env };
  return reachOf(readConfig(settings, folder, { demo: false }), NOW);
}

test('the certificate that agentport.yaml names is looked at before the gateway would refuse it', (t) => {
  assert.deepEqual(
    [
      found(t, { from: -1, to: 60 }),
      found(t, { from: -80, to: 10 }),
      found(t, { from: -90, to: -1 }),
      found(t, { from: -1, to: 60 }, { AGENTPORT_PUBLIC_URL: 'https://other.example.com' }),
    ].map(([one]) => one?.level),
    ['ok', 'warn', 'error', 'error'],
  );
});

test('proxies that the environment names are said, and nothing where there is nothing to say', (t) => {
  const [, proxies] = found(t, { from: -1, to: 60 }, { AGENTPORT_TRUSTED_PROXIES: '10.0.0.5' });
  assert.match(proxies?.what ?? '', /from AGENTPORT_TRUSTED_PROXIES: 10\.0\.0\.5$/);
  assert.deepEqual(reachOf(readConfig({}, '/nowhere', { demo: false }), NOW), []);
});
