import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { checkPeer } from './connector.ts';
import { DestinationRefused } from './destination-guard.ts';
import { httpService, sendOnce } from './testing.ts';

const PUBLIC = '93.184.215.14';

test('T62 literal addresses in every spelling are refused when nobody named them', async () => {
  let connections = 0;
  const service = await httpService((_, response) => {
    connections++;
    response.end();
  });
  const hosts = [
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0',
  ];
  for (const host of hosts) {
    const origin = new URL(`https://${host}:${service.port}`).origin;
    const answer = await sendOnce(origin, { named: false });
    assert.equal(answer.kind, 'not_sent', host);
    assert.equal(answer.code, 'destination_refused', host);
  }
  assert.equal(connections, 0);
  await service.close();
});

test('T62 names that lead to refused addresses are refused: localhost., wildcard DNS, IDN dots', async () => {
  const hosts = ['localhost', 'localhost.', 'x。localhost', '127.0.0.1.nip.example', 'internal.example'];
  for (const host of hosts) {
    const { origin } = new URL(`https://${host}`);
    const answer = await sendOnce(
      origin,
      { named: false },
      { resolve: async () => ['127.0.0.1', '10.0.0.1', '::1'] },
    );
    assert.ok(answer.kind === 'not_sent' && answer.code === 'destination_refused', host);
  }
});

test('T62 metadata services are refused even when an operator names them', async () => {
  const origins = [
    'http://169.254.169.254',
    'http://metadata.google.internal',
    'http://metadata.google.internal.',
  ];
  for (const origin of [...origins, 'http://[fd00:ec2::254]', 'http://100.100.100.200', 'http://0xa9fea9fe'])
    assert.equal((await sendOnce(new URL(origin).origin)).kind, 'not_sent', origin);
  const rebound = await sendOnce('http://inner.example', {}, { resolve: async () => ['169.254.169.254'] });
  assert.ok(rebound.kind === 'not_sent' && rebound.code === 'destination_refused');
});

test('T62 an origin nobody named needs https', async () => {
  const answer = await sendOnce('http://api.example', { named: false }, { resolve: async () => [PUBLIC] });
  assert.ok(answer.kind === 'not_sent' && answer.code === 'destination_refused');
});

test('a named origin is allowed as exactly that scheme, host and port', async () => {
  const service = await httpService((_, response) => response.end('ok'));
  const answer = await sendOnce(service.origin);
  assert.ok(answer.kind === 'answered' && answer.status === 200);
  const other = await sendOnce(service.origin.replace('http:', 'ftp:'));
  assert.equal(other.kind, 'not_sent');
  await service.close();
});

test('T63 a resolver that changes its answer every time never leads to loopback', async () => {
  let connections = 0;
  const service = await httpService((_, response) => {
    connections++;
    response.end();
  });
  let round = 0;
  const answers = [['127.0.0.1'], ['::ffff:127.0.0.1', '::1'], ['not an address'], []];
  const resolve = async () => answers[round++ % answers.length] ?? [];
  for (let index = 0; index < 100; index++) {
    const answer = await sendOnce(`https://rebind.example:${service.port}`, { named: false }, { resolve });
    assert.ok(answer.kind === 'not_sent' && answer.code === 'destination_refused');
  }
  assert.equal(connections, 0);
  await service.close();
});

test('T63 the name is resolved once for a connection, and the connection goes to the address that was checked', async () => {
  const service = await httpService((request, response) => response.end(request.headers.host));
  let asked = 0;
  const resolve = async () => {
    asked++;
    return asked === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
  };
  const answer = await sendOnce(`http://inner.example:${service.port}`, {}, { resolve });
  assert.ok(answer.kind === 'answered');
  assert.equal(answer.bytes.toString(), `inner.example:${service.port}`);
  assert.equal(asked, 1);
  await service.close();
});

test('T63 a connection that ends at another address than the one checked is closed, whatever led it there', async () => {
  const service = await httpService((_, response) => response.end());
  const cases: [address: string, named: boolean, kept: boolean][] = [
    ['127.0.0.1', true, true],
    ['::ffff:127.0.0.1', true, true],
    ['127.0.0.2', true, false],
    ['8.8.8.8', false, false],
    ['127.0.0.1', false, false],
  ];
  for (const [address, named, kept] of cases) {
    const socket = connect(service.port, '127.0.0.1');
    await once(socket, 'connect');
    if (kept) checkPeer(socket, address, named);
    else assert.throws(() => checkPeer(socket, address, named), DestinationRefused);
    assert.equal(socket.destroyed, !kept);
    socket.destroy();
  }
  await service.close();
});

test('the next address is tried when the first does not answer', async () => {
  const service = await httpService((_, response) => response.end('second'));
  const resolve = async () => ['127.0.0.2', '127.0.0.1'];
  const answer = await sendOnce(`http://inner.example:${service.port}`, {}, { resolve });
  assert.ok(answer.kind === 'answered' && answer.bytes.toString() === 'second');
  await service.close();
});
