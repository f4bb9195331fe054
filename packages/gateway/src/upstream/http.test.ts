import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { systemClock } from '../kernel/clock.ts';
import { createHttpUpstream } from './http.ts';
import { bodyOf, deadOrigin, httpService, outgoing, rawService, sendOnce } from './testing.ts';

const POST = { method: 'POST' as const, body: Buffer.from('a=1') };

function answering(raw: string | Buffer) {
  return rawService((socket) => socket.once('data', () => socket.write(raw)));
}

async function answerTo(raw: string | Buffer, part: Parameters<typeof sendOnce>[1] = {}) {
  const service = await answering(raw);
  try {
    return await sendOnce(service.origin, part);
  } finally {
    await service.close();
  }
}

test('what was prepared is what arrives: method, target, headers, body', async () => {
  let seen = '';
  const service = await httpService(async (request, response) => {
    seen = `${request.method} ${request.url} ${request.headers['x-a']} ${await bodyOf(request)}`;
    response.setHeader('content-type', 'application/json').end('{}');
  });
  const answer = await sendOnce(service.origin, { ...POST, target: '/v1/x?q=%2F', headers: [['x-a', 'b']] });
  assert.equal(seen, 'POST /v1/x?q=%2F b a=1');
  assert.ok(answer.kind === 'answered' && answer.status === 200 && answer.bytes.toString() === '{}');
  await service.close();
});

test('T60 a redirect to another host is not followed, and no credential header goes there', async () => {
  let reached = 0;
  const thief = await httpService((_, response) => {
    reached++;
    response.end();
  });
  for (const status of [301, 302, 303, 307, 308]) {
    const service = await httpService((_, response) =>
      response.writeHead(status, { location: `${thief.origin}/steal` }).end('gone'),
    );
    const headers = [
      ['authorization', 'Bearer sk_test_fake'],
      ['x-api-key', 'sk_test_fake'],
    ] as const;
    const answer = await sendOnce(service.origin, { headers });
    assert.ok(answer.kind === 'answered' && answer.redirect && answer.status === status);
    assert.equal(JSON.stringify(answer.headers).includes(thief.origin), false);
    await service.close();
  }
  assert.equal(reached, 0);
  await thief.close();
});

test('T61 redirects to another scheme, port, sub-domain, file: or data: are not followed', async () => {
  for (const location of [
    'http://127.0.0.1:1/',
    'https://sub.127.0.0.1/',
    'file:///etc/passwd',
    'data:,x',
    '//x',
    '/y',
  ]) {
    let requests = 0;
    const service = await httpService((_, response) => {
      requests++;
      response.writeHead(302, { location }).end();
    });
    const answer = await sendOnce(service.origin);
    assert.ok(answer.kind === 'answered' && answer.redirect);
    assert.equal(requests, 1);
    await service.close();
  }
});

test('T67 cookies a service sets are neither handed on nor sent again', async () => {
  const cookies: unknown[] = [];
  const service = await httpService((request, response) => {
    cookies.push(request.headers.cookie);
    response.setHeader('set-cookie', 'sid=1; Path=/').end();
  });
  const upstream = createHttpUpstream({ clock: systemClock });
  for (const owner of ['con_a', 'con_a', 'con_b']) {
    const destination = { origin: service.origin, named: true };
    const answer = await upstream.send({ owner, destination, outgoing: outgoing(service.origin) });
    assert.ok(answer.kind === 'answered' && !answer.headers.some(([name]) => name.includes('cookie')));
  }
  assert.deepEqual(cookies, [undefined, undefined, undefined]);
  await upstream.close();
  await service.close();
});

test('T68 a second answer to one request drops the connection and never answers the next request', async () => {
  const one = 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\none';
  const two = 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\ntwo';
  const sockets = new Set<Socket>();
  const service = await rawService((socket) => {
    sockets.add(socket);
    socket.on('data', () => socket.write(sockets.size === 1 ? one + two : one));
  });
  const upstream = createHttpUpstream({ clock: systemClock });
  const send = () =>
    upstream.send({
      owner: 'con_a',
      destination: { origin: service.origin, named: true },
      outgoing: outgoing(service.origin, POST),
    });
  const answers = [await send(), await send(), await send()];
  assert.ok(answers.every((answer) => answer.kind === 'answered' && answer.bytes.toString() === 'one'));
  assert.ok(sockets.size >= 2);
  await upstream.close();
  await service.close();
});

test('T68 conflicting or malformed framing is no answer', async () => {
  const malformed = [
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\nabc',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc',
    'HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n',
    'nonsense\r\n\r\n',
  ];
  for (const raw of malformed) {
    const answer = await answerTo(raw, { ...POST, timeoutMs: 2_000 });
    assert.equal(answer.kind, 'interrupted', JSON.stringify(raw));
  }
});

test('T69 compressed answers are opened: gzip, br, deflate', async () => {
  const text = Buffer.from('{"ok":true}');
  const codings = { gzip: gzipSync(text), br: brotliCompressSync(text), deflate: deflateSync(text) };
  for (const [coding, body] of Object.entries(codings)) {
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`;
    const answer = await answerTo(Buffer.concat([Buffer.from(head), body]));
    assert.ok(answer.kind === 'answered' && answer.bytes.equals(text), coding);
  }
});

test('T69 compression bombs are cut by ratio and by size; unknown codings are refused', async () => {
  const bomb = Buffer.alloc(64 * 1024 * 1024);
  const cases = [
    ['gzip', gzipSync(bomb), 'too_large'],
    ['br', brotliCompressSync(bomb), 'too_large'],
    ['zstd', zstdCompressSync(Buffer.from('{}')), 'bad_encoding'],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.from('{}'))), 'bad_encoding'],
    ['gzip', Buffer.from('not gzip'), 'bad_encoding'],
  ] as const;
  for (const [coding, body, code] of cases) {
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${body.length}\r\n\r\n`;
    const answer = await answerTo(Buffer.concat([Buffer.from(head), body]));
    assert.ok(answer.kind === 'interrupted' && answer.code === code, coding);
  }
});

test('T69 an endless chunked answer is cut by size', async () => {
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  const service = await rawService((socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', more));
    socket.on('drain', more);
  });
  const answer = await sendOnce(service.origin, {}, { bodyBytesMax: 300_000 });
  assert.ok(answer.kind === 'interrupted' && answer.code === 'too_large');
  await service.close();
});

test('T69 a slow drip is cut by time, headers or body', async () => {
  for (const start of ['HTTP/1.1 200 OK\r\nx: ', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n']) {
    const service = await rawService((socket) => {
      const drip = setInterval(() => socket.write('a'), 20);
      socket.once('data', () => socket.write(start));
      socket.on('close', () => clearInterval(drip));
    });
    const answer = await sendOnce(service.origin, { ...POST, timeoutMs: 200 });
    assert.ok(answer.kind === 'interrupted' && answer.code === 'timeout');
    await service.close();
  }
});

test('an answer that says it is too large is refused before its body', async () => {
  const answer = await answerTo('HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n');
  assert.ok(answer.kind === 'interrupted' && answer.code === 'too_large');
});

test('interim answers are not the answer', async () => {
  const raw = 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n';
  const answer = await answerTo(raw);
  assert.ok(answer.kind === 'answered' && answer.status === 204);
});

test('nothing left: refused connection, unknown name, no TLS, wrong origin, a header undici does not take', async () => {
  const dead = await sendOnce(await deadOrigin(), POST);
  assert.ok(dead.kind === 'not_sent' && dead.code === 'connect_failed');
  const nowhere = await sendOnce('https://no.example', POST, {
    resolve: async () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
  });
  assert.ok(nowhere.kind === 'not_sent' && nowhere.code === 'name_not_found');
  const service = await rawService((socket) => socket.once('data', () => socket.end('plain text\n')));
  const noTls = await sendOnce(service.origin.replace('http:', 'https:'), POST);
  assert.ok(noTls.kind === 'not_sent' && noTls.code === 'tls_failed');
  const bent = await sendOnce(service.origin, { ...POST, headers: [['x-a', 'a\r\nb']] });
  assert.ok(bent.kind === 'not_sent' && bent.code === 'request_refused');
  await service.close();
});

test('something left and no complete answer came: reset, half an answer, time, abort', async () => {
  const reset = await rawService((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const half = await answering('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
  const silent = await rawService(() => {});
  assert.equal((await sendOnce(reset.origin, POST)).kind, 'interrupted');
  const cut = sendOnce(half.origin, { ...POST, timeoutMs: 200 });
  assert.equal((await cut).kind, 'interrupted');
  const late = await sendOnce(silent.origin, { ...POST, timeoutMs: 100 });
  assert.ok(late.kind === 'interrupted' && late.code === 'timeout');
  const signal = AbortSignal.timeout(100);
  const aborted = await sendOnce(silent.origin, { ...POST, signal });
  assert.ok(aborted.kind === 'interrupted' && aborted.code === 'aborted');
  for (const service of [reset, half, silent]) await service.close();
});

test('a call given up before it could connect never leaves, not even later', async () => {
  let requests = 0;
  const service = await httpService((_, response) => {
    requests++;
    response.end();
  });
  const opened = Promise.withResolvers<readonly string[]>();
  const upstream = createHttpUpstream({ clock: systemClock, resolve: () => opened.promise });
  const controller = new AbortController();
  const origin = `http://inner.example:${service.port}`;
  const sending = upstream.send({
    owner: 'con_a',
    destination: { origin, named: true },
    outgoing: outgoing(origin, POST),
    signal: controller.signal,
  });
  controller.abort();
  const answer = await sending;
  assert.ok(answer.kind === 'not_sent' && answer.code === 'aborted');
  opened.resolve(['127.0.0.1']);
  const second = { owner: 'con_a', destination: { origin, named: true }, outgoing: outgoing(origin) };
  assert.equal((await upstream.send(second)).kind, 'answered');
  assert.equal(requests, 1);
  await upstream.close();
  await service.close();
});

test('a read whose connection failed is tried once more; a write, and a read that left, never', async () => {
  const tries = { get: 0, post: 0 };
  const counting = (which: 'get' | 'post') => async () => {
    tries[which]++;
    return Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }));
  };
  await sendOnce('https://a.example', {}, { resolve: counting('get') });
  await sendOnce('https://a.example', POST, { resolve: counting('post') });
  assert.deepEqual(tries, { get: 2, post: 1 });
  let requests = 0;
  const service = await rawService((socket) =>
    socket.once('data', () => {
      requests++;
      socket.resetAndDestroy();
    }),
  );
  assert.equal((await sendOnce(service.origin)).kind, 'interrupted');
  assert.equal(requests, 1);
  await service.close();
});
