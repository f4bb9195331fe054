import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { type TestContext, test } from 'node:test';
import { fastify } from 'fastify';
import type { Fault } from '../kernel/fault.ts';
import { listenEverywhere } from './listen.ts';

const LOOPBACKS = ['127.0.0.1', '::1'];

async function stranger(t: TestContext, host: string): Promise<Server> {
  const server = createServer().listen({ host, port: 0, ipv6Only: true });
  await once(server, 'listening');
  t.after(() => void server.close());
  return server;
}

test('T104 a stranger on either loopback keeps the gateway from starting, and nothing is left listening', async (t) => {
  for (const host of LOOPBACKS) {
    const { port } = (await stranger(t, host)).address() as AddressInfo;
    await assert.rejects(listenEverywhere(fastify(), LOOPBACKS, port), (fault: Fault) => {
      assert.equal(fault.code, 'port_in_use');
      assert.ok(fault.message.includes(`Port ${port} on ${host} is in use`), fault.message);
      return true;
    });
    for (const free of LOOPBACKS.filter((other) => other !== host)) {
      const probe = createServer().listen({ host: free, port, ipv6Only: true });
      await once(probe, 'listening');
      probe.close();
    }
  }
});

test('one application answers on every address with one port', async () => {
  const app = fastify();
  app.get('/', async () => 'here');
  const listening = await listenEverywhere(app, LOOPBACKS, 0);
  try {
    for (const host of ['127.0.0.1', '[::1]']) {
      assert.equal(await (await fetch(`http://${host}:${listening.port}/`)).text(), 'here');
    }
  } finally {
    await listening.close();
  }
});

test('an address this machine does not have is an error that names the setting', async () => {
  await assert.rejects(listenEverywhere(fastify(), ['192.0.2.1'], 0), (fault: Fault) => {
    assert.equal(fault.code, 'config_invalid');
    assert.match(fault.message, /cannot listen on 192\.0\.2\.1:0 \(EADDRNOTAVAIL\)\. Check AGENTPORT_HOST/);
    return true;
  });
});
