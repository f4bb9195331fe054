import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { parseDatabaseUrl } from '../packages/gateway/src/storage/index.ts';

const ROOT = join(import.meta.dirname, '..');
const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');

interface Service {
  readonly ports?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly { readonly source: string }[];
  readonly volumes: readonly string[];
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly user?: string;
  readonly command?: readonly string[];
  readonly network_mode?: string;
}

const compose = parse(text) as {
  readonly services: Readonly<Record<'gateway' | 'database', Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const services = Object.entries(compose.services);

test('only this machine reaches the gateway, and nobody reaches the database over a network', () => {
  for (const [, { ports = [] }] of services) for (const port of ports) assert.match(port, /^127\.0\.0\.1:/);
  const { database } = compose.services;
  assert.equal(database.network_mode, 'none');
  assert.ok(database.command?.includes('listen_addresses='));
});

test('no password and no key stands in the file; each comes by a file of its own', () => {
  for (const [name, { environment, secrets }] of services) {
    for (const [variable, value] of Object.entries(environment)) {
      if (/PASSWORD|KEY|SECRET|TOKEN/.test(variable))
        assert.match(value, /^\/run\/secrets\//, `${name} ${variable}`);
    }
    for (const { source } of secrets) assert.match(compose.secrets[source]?.file ?? '', /^\.\/secrets\//);
  }
  const url = compose.services.gateway.environment.DATABASE_URL ?? '';
  assert.equal(parseDatabaseUrl(url).password, null);
  assert.equal(parseDatabaseUrl(url).host, '/var/run/postgresql');
});

test('every service is looked after, cannot write its own program and cannot gain rights', () => {
  for (const [name, service] of services) {
    assert.ok(service.healthcheck.test.length > 1, name);
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ['ALL'], name);
    assert.ok(service.security_opt.includes('no-new-privileges:true'), name);
    for (const volume of service.volumes.filter((mount) => !/^[./]/.test(mount))) {
      assert.ok((volume.split(':')[0] ?? '') in compose.volumes, volume);
    }
  }
  assert.match(compose.services.gateway.user ?? '', /^[1-9]\d*:[1-9]\d*$/);
});

test('the image ends as an account of its own, without development parts, and copies what exists', () => {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  assert.match(dockerfile, /^FROM node:24-slim$/m);
  assert.match(dockerfile, /npm ci --omit=dev/);
  assert.match(dockerfile, /^USER 10001:10001$/m);
  const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  for (const private_ of ['.env', 'secrets', '.agentport']) assert.ok(ignored.includes(private_));
});
