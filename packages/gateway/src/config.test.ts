import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';
import type { Fault } from './kernel/fault.ts';

const read = (env: Record<string, string> = {}) => readConfig(env, '/srv/agentport', { demo: false });

function refused(env: Record<string, string>): string {
  try {
    read(env);
  } catch (error) {
    return `${(error as Fault).code}: ${(error as Fault).message}`;
  }
  return 'accepted';
}

test('a root key in the environment takes the place of the file, and two sources are refused', () => {
  const env = { AGENTPORT_ROOT_KEY: 'agentport-root-v1:example' };
  assert.equal(readConfig(env, '/srv/agentport', { demo: false }).rootKeyFile, null);
  assert.throws(
    () => readConfig({ ...env, AGENTPORT_ROOT_KEY_FILE: 'root.key' }, '/srv/agentport', { demo: false }),
    /Keep one/,
  );
});

test('without settings it listens on both loopbacks, and keeps the key apart from the data', () => {
  const config = read();
  assert.deepEqual(config.hosts, ['127.0.0.1', '::1']);
  assert.equal(config.port, 3000);
  assert.equal(config.dataDir, '/srv/agentport/.agentport/data');
  assert.equal(config.rootKeyFile, '/srv/agentport/.agentport/root.key');
  assert.equal(config.configFile, '/srv/agentport/agentport.yaml');
  assert.equal(config.trustConfig, false);
  assert.ok(Object.isFrozen(config));
});

test('each setting is read, and paths are taken from the working directory', () => {
  const config = read({
    AGENTPORT_HOST: '10.0.0.5',
    AGENTPORT_PORT: '0',
    AGENTPORT_TLS_CERT: '/etc/tls/cert.pem',
    AGENTPORT_TLS_KEY: '/etc/tls/key.pem',
    AGENTPORT_TRUSTED_PROXIES: '10.0.0.5, 10.1.0.0/24',
    AGENTPORT_PUBLIC_URL: 'https://agents.example.com/',
    AGENTPORT_DATA_DIR: 'data',
    AGENTPORT_CONFIG: '/etc/agentport.yaml',
    AGENTPORT_ROOT_KEY_FILE: 'keys/root.key',
    AGENTPORT_WITNESS_FILE: '/mnt/witness',
    AGENTPORT_TRUST_CONFIG: '1',
    AGENTPORT_LOG_LEVEL: 'debug',
  });
  assert.deepEqual(config, {
    hosts: ['10.0.0.5'],
    port: 0,
    publicUrl: 'https://agents.example.com',
    tls: { cert: '/etc/tls/cert.pem', key: '/etc/tls/key.pem' },
    trustedProxies: ['10.0.0.5', '10.1.0.0/24'],
    dataDir: '/srv/agentport/data',
    database: null,
    configFile: '/etc/agentport.yaml',
    rootKeyFile: '/srv/agentport/keys/root.key',
    witnessFile: '/mnt/witness',
    trustConfig: true,
    logLevel: 'debug',
    demo: false,
  });
});

test('a setting that cannot be meant names the variable and what it must be', () => {
  const table: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ AGENTPORT_PORT: '65536' }, /^config_invalid: AGENTPORT_PORT is "65536"; it must be a port number/],
    [{ AGENTPORT_PORT: '-1' }, /^config_invalid: AGENTPORT_PORT/],
    [{ AGENTPORT_PORT: '3e3' }, /^config_invalid: AGENTPORT_PORT/],
    [{ AGENTPORT_HOST: 'a b' }, /^config_invalid: AGENTPORT_HOST/],
    [
      { AGENTPORT_TRUST_CONFIG: 'yes' },
      /^config_invalid: AGENTPORT_TRUST_CONFIG is "yes"; it must be 1 or 0/,
    ],
    [
      { AGENTPORT_LOG_LEVEL: 'loud' },
      /^config_invalid: AGENTPORT_LOG_LEVEL .+silent, error, warn, info, debug/,
    ],
    [{ AGENTPORT_PUBLIC_URL: 'agents.example.com' }, /^config_invalid: AGENTPORT_PUBLIC_URL/],
    [
      { AGENTPORT_PUBLIC_URL: 'https://x.example/path' },
      /^config_invalid: AGENTPORT_PUBLIC_URL .+without a path/,
    ],
    [{ AGENTPORT_PUBLIC_URL: 'https://user:pw@x.example' }, /^config_invalid: AGENTPORT_PUBLIC_URL/],
    [{ AGENTPORT_PUBLIC_URL: 'ftp://x.example' }, /^config_invalid: AGENTPORT_PUBLIC_URL/],
    [{ AGENTPORT_PUBLIC_URL: 'http://x.example' }, /^unsafe_setting: .+Use https:\/\/, or localhost/],
    [
      { DATABASE_URL: 'postgres://x' },
      /^config_invalid: DATABASE_URL cannot be used: .+name of one database/,
    ],
    [{ DATABASE_PASSWORD_FILE: 'password' }, /^config_invalid: .+without DATABASE_URL/],
  ];
  for (const [env, says] of table) assert.match(refused(env), says);
});

test('people may be sent to this machine without encryption, by any of its own names', () => {
  for (const url of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
    assert.equal(read({ AGENTPORT_PUBLIC_URL: url }).publicUrl, url);
  }
});

test('T101 everybody cannot be a trusted proxy, and a certificate comes with its key', () => {
  for (const wide of ['0.0.0.0/0', '::/0', '10.0.0.0/4', 'any', '*'])
    assert.throws(
      () => readConfig({ AGENTPORT_TRUSTED_PROXIES: wide }, '/srv', { demo: false }),
      /TRUSTED_PROXIES/,
    );
  assert.throws(
    () => readConfig({ AGENTPORT_TLS_CERT: 'cert.pem' }, '/srv', { demo: false }),
    /AGENTPORT_TLS_CERT and AGENTPORT_TLS_KEY, or neither/,
  );
  const tls = { AGENTPORT_TLS_CERT: 'cert.pem', AGENTPORT_TLS_KEY: 'key.pem' };
  assert.throws(
    () => readConfig({ ...tls, AGENTPORT_PUBLIC_URL: 'http://localhost:3000' }, '/srv', { demo: false }),
    /an https:/,
  );
});
