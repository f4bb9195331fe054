import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../kernel/fault.ts';
import { Secret } from '../../kernel/secret.ts';
import { describeLocation, parseDatabaseUrl } from './location.ts';

const PASSWORD = 'plainly-a-test-password';

function refused(url: string): string {
  try {
    parseDatabaseUrl(url);
  } catch (error) {
    assert.ok(error instanceof Fault);
    return `${error.code}: ${error.message}`;
  }
  return 'accepted';
}

test('an address says where the database is; its description and its text show no password', () => {
  const location = parseDatabaseUrl(`postgresql://anna:${PASSWORD}%40@127.0.0.1:5433/agentport?schema=house`);
  assert.equal(location.password?.reveal().toString(), `${PASSWORD}@`);
  assert.equal(describeLocation(location), 'database agentport on 127.0.0.1:5433, schema house');
  assert.ok(!JSON.stringify(location).includes(PASSWORD));
  assert.equal(location.tls, 'disable');
});

test('a password may come beside the address; one in the address counts first', () => {
  const beside = new Secret('beside');
  const url = (password: string) =>
    parseDatabaseUrl(`postgres://anna${password}@localhost/agentport`, beside);
  assert.equal(url('').password?.reveal().toString(), 'beside');
  assert.equal(url(':inside').password?.reveal().toString(), 'inside');
});

test('a socket of this machine needs no TLS, another machine does', () => {
  const socket = parseDatabaseUrl('postgres://anna@localhost/agentport?host=/var/run/postgresql');
  assert.equal(describeLocation(socket), 'database agentport on /var/run/postgresql');
  for (const mode of ['require', 'verify-ca', 'verify-full']) {
    assert.equal(parseDatabaseUrl(`postgres://anna@db.example.com/agentport?sslmode=${mode}`).tls, mode);
  }
  for (const query of ['', '?sslmode=disable']) {
    assert.match(
      refused(`postgres://anna@db.example.com/agentport${query}`),
      /^unsafe_setting: .+without TLS/,
    );
  }
  assert.match(refused('postgres://anna@127.example.com/agentport'), /^unsafe_setting/);
});

test('what is wrong is named, and the address is never repeated', () => {
  const cases = [
    ['mysql://localhost/x', /must look like/],
    ['postgres://anna@localhost', /name of one database/],
    ['postgres://anna@localhost/a/b', /name of one database/],
    ['postgres://localhost/x', /names no user/],
    ['postgres:///x', /names no host/],
    ['postgres://anna@localhost/x?sslmod=require', /"sslmod" is unknown/],
    ['postgres://anna@localhost/x?sslmode=prefer', /must be one of/],
    ['postgres://anna@localhost/x?sslmode=require&sslmode=disable', /given twice/],
    ['postgres://anna@localhost/x?schema=Public', /small letters/],
    ['postgres://anna@localhost/x?schema=pg_catalog', /small letters/],
    ['postgres://anna:%zz@localhost/x', /%25/],
  ] as const;
  for (const [url, expected] of cases) {
    const message = refused(url.replace('anna@', `anna:${PASSWORD}@`));
    assert.match(message, /^config_invalid: DATABASE_URL/);
    assert.match(message, expected);
    assert.ok(!message.includes(PASSWORD), url);
  }
});

test('every user, password and database comes through as it was written', () => {
  const name = fc
    .string({ minLength: 1, maxLength: 30 })
    .filter((text) => text.isWellFormed() && !text.includes('/') && text !== '.' && text !== '..');
  fc.assert(
    fc.property(name, name, name, (user, password, database) => {
      const parts = [user, password, database].map(encodeURIComponent);
      const location = parseDatabaseUrl(`postgres://${parts[0]}:${parts[1]}@localhost/${parts[2]}`);
      assert.equal(location.user, user);
      assert.equal(location.password?.reveal().toString(), password);
      assert.equal(location.database, database);
    }),
  );
});
