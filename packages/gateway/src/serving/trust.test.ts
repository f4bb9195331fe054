import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServer } from '../entrances/server.ts';
import { systemRandom } from '../kernel/random.ts';
import { trustOf } from './trust.ts';

const logger = { error() {}, warn() {}, info() {}, debug() {} };

async function seenAs(trustedProxies: readonly string[], peer: string, forwarded: string): Promise<string> {
  const publicUrl = () => 'http://localhost';
  const app = createServer({
    door: 'network',
    publicUrl,
    logger,
    random: systemRandom,
    isTrusted: trustOf(() => trustedProxies),
  });
  app.get('/who', async (request) => ({ ip: request.ip }));
  const headers = { host: 'localhost', 'x-forwarded-for': forwarded };
  const answer = await app.inject({ url: '/who', headers, remoteAddress: peer });
  await app.close();
  return answer.json<{ ip: string }>().ip;
}

test('T101 without named proxies nothing a client says of its address counts', async () => {
  assert.equal(await seenAs([], '192.0.2.9', '203.0.113.5'), '192.0.2.9');
});

test('T101 a named proxy tells the address, and what the client wrote before it does not count', async () => {
  const proxies = ['10.0.0.0/24', '2001:db8::/64'];
  assert.equal(await seenAs(proxies, '10.0.0.7', '203.0.113.5'), '203.0.113.5');
  assert.equal(await seenAs(proxies, '10.0.0.7', '1.1.1.1, 203.0.113.5'), '203.0.113.5');
  assert.equal(await seenAs(proxies, '10.0.0.7', '1.1.1.1, 203.0.113.5, 10.0.0.8'), '203.0.113.5');
  assert.equal(await seenAs(proxies, '2001:db8::7', '203.0.113.5'), '203.0.113.5');
  assert.equal(await seenAs(proxies, '192.0.2.9', '203.0.113.5'), '192.0.2.9');
});

test('T101 a proxy counts from the next request on, and no longer once it is taken back', async () => {
  let proxies: readonly string[] = [];
  const publicUrl = () => 'http://localhost';
  const app = createServer({
    door: 'network',
    publicUrl,
    logger,
    random: systemRandom,
    isTrusted: trustOf(() => proxies),
  });
  app.get('/who', async (request) => ({ ip: request.ip }));
  const who = async (forwarded: string) => {
    const headers = { host: 'localhost', 'x-forwarded-for': forwarded };
    const answer = await app.inject({ url: '/who', headers, remoteAddress: '::ffff:10.0.0.7' });
    return answer.json<{ ip: string }>().ip;
  };
  assert.equal(await who('203.0.113.5'), '::ffff:10.0.0.7');
  proxies = ['10.0.0.7'];
  assert.equal(await who('203.0.113.5'), '203.0.113.5');
  assert.equal(await who('203.0.113.5, not an address, fe80::1%eth0'), 'fe80::1%eth0');
  proxies = [];
  assert.equal(await who('203.0.113.5'), '::ffff:10.0.0.7');
  await app.close();
});
