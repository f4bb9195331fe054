import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '../harness/serve.ts';

/** The service behind everything measured: answers any request with the same 600 bytes of JSON, as cheaply as Node can. */

const ITEM = JSON.stringify({
  id: 'itm_1',
  object: 'item',
  created: 1_795_000_000,
  livemode: false,
  client_secret: 'not for agents',
  owner: { name: 'Ada Example', email: 'ada@example.com', address: { city: 'Lisbon', country: 'PT' } },
  lines: Array.from({ length: 4 }, (_, index) => ({
    sku: `sku-${index}`,
    amount: 1250 + index,
    currency: 'eur',
  })),
  metadata: { order: '10001', channel: 'web' },
});

const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(ITEM) };
const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => response.writeHead(200, headers).end(ITEM));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () =>
  serve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
);
