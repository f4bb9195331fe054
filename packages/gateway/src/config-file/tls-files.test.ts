import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { readConfig } from '../config.ts';

function folder(t: TestContext, yaml: string | null): string {
  const made = mkdtempSync(path.join(tmpdir(), 'agentport-files-'));
  t.after(() => rmSync(made, { recursive: true }));
  if (yaml !== null) writeFileSync(path.join(made, 'agentport.yaml'), yaml);
  return made;
}

const FILE = 'tls: { cert: tls/chain.pem, key: /etc/tls/key.pem }\ntrusted_proxies: [10.0.0.5]\n';
const read = (cwd: string, env: Record<string, string> = {}) => readConfig(env, cwd, { demo: false });

test('agentport.yaml names certificate and key, relative to itself', (t) => {
  const cwd = folder(t, FILE);
  assert.deepEqual(read(cwd).tls, { cert: path.join(cwd, 'tls/chain.pem'), key: '/etc/tls/key.pem' });
  assert.equal(read(cwd).trustedProxies, null, 'proxies of the file are a matter of policy versions');
});

test('what the environment names counts, and the file says only what it does not', (t) => {
  const cwd = folder(t, FILE);
  const env = { AGENTPORT_TLS_CERT: '/c.pem', AGENTPORT_TLS_KEY: '/k.pem', AGENTPORT_TRUSTED_PROXIES: '::1' };
  assert.deepEqual(read(cwd, env).tls, { cert: '/c.pem', key: '/k.pem' });
  assert.deepEqual(read(cwd, env).trustedProxies, ['::1']);
  assert.throws(() => read(cwd, { AGENTPORT_TLS_CERT: '/c.pem' }), /Set both/);
});

test('a plain public address beside a certificate is refused, wherever the certificate is named', (t) => {
  const env = { AGENTPORT_PUBLIC_URL: 'http://localhost:3000' };
  assert.throws(() => read(folder(t, FILE), env), /https:\/\/ address while the gateway has a certificate/);
});

test('no file, and a file that loading will refuse, name no certificate', (t) => {
  assert.equal(read(folder(t, null)).tls, null);
  assert.equal(read(folder(t, 'tls: { cert: a.pem }')).tls, null);
  assert.equal(read(folder(t, 'tls: [')).tls, null);
});
