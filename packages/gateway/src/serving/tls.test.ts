import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { connect } from 'node:tls';
import { createServer } from '../entrances/server.ts';
import { systemRandom } from '../kernel/random.ts';
import { testClock } from '../storage/testing.ts';
import { selfSigned } from './certificate.fixture.ts';
import { listenEverywhere } from './listen.ts';
import { readTls, type TlsPair, watchTls } from './tls.ts';

const NOW = Date.now();
const URL = 'https://agentport.example.com';
const NAME = 'agentport.example.com';
const logger = { error() {}, warn() {}, info() {}, debug() {} };

function files(t: TestContext, pair: Partial<TlsPair>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'agentport-tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const names = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
  for (const part of ['cert', 'key'] as const) writeFileSync(names[part], pair[part] ?? '');
  return names;
}

test('a good pair is taken', (t) => {
  const pair = selfSigned(NAME, NOW);
  assert.deepEqual(readTls(files(t, pair), URL, NOW), pair);
});

test('what browsers would refuse is refused before, each with what to do', (t) => {
  const good = selfSigned(NAME, NOW);
  const refusals: [TlsPair, RegExp][] = [
    [{ cert: good.cert, key: selfSigned(NAME, NOW).key }, /does not belong to the certificate/],
    [selfSigned(NAME, NOW, { from: -9, to: -2 }), /ran out on .*Renew it/],
    [selfSigned(NAME, NOW, { from: 2, to: 9 }), /counts only from .*clock/],
    [selfSigned('other.example.com', NOW), /is not for agentport\.example\.com/],
    [{ cert: 'nothing', key: good.key }, /is not a certificate in PEM form/],
    [{ cert: good.cert, key: 'nothing' }, /is not a private key in PEM form/],
  ];
  for (const [pair, words] of refusals) assert.throws(() => readTls(files(t, pair), URL, NOW), words);
  assert.throws(
    () => readTls({ cert: '/nowhere/cert.pem', key: '/nowhere/key.pem' }, URL, NOW),
    /\/nowhere\/cert\.pem/,
  );
});

test('a renewed pair is taken within a minute, a bad one reported and left', (t) => {
  const clock = testClock(NOW);
  const names = files(t, selfSigned(NAME, NOW));
  const seen: string[] = [];
  const { look, stop } = watchTls(names, URL, {
    clock,
    renewed: ({ cert }) => seen.push(cert),
    refused: ({ message }) => seen.push(message),
  });
  clock.advance(60_000);
  assert.deepEqual(seen, []);
  const next = selfSigned(NAME, NOW, { from: -1, to: 60 });
  writeFileSync(names.cert, next.cert);
  clock.advance(60_000);
  assert.match(seen[0] ?? '', /does not belong/);
  writeFileSync(names.key, `${next.key}\n`);
  clock.advance(60_000);
  assert.equal(seen[1], next.cert);
  const later = selfSigned(NAME, NOW, { from: -1, to: 120 });
  writeFileSync(names.cert, later.cert);
  writeFileSync(names.key, `${later.key}\n\n`);
  look();
  assert.equal(seen[2], later.cert, 'at once, when it is asked to look');
  stop();
  writeFileSync(names.key, later.key);
  clock.advance(120_000);
  assert.equal(seen.length, 3);
});

test('the gateway speaks TLS 1.2 and newer, and shows a renewed certificate to the next who connects', async (t) => {
  const app = createServer({
    ...{ door: 'network', publicUrl: () => URL, logger, random: systemRandom },
    tls: selfSigned(NAME, NOW),
  });
  const listening = await listenEverywhere(app, ['127.0.0.1', '::1'], 0, selfSigned(NAME, NOW));
  t.after(() => listening.close());
  const look = (options: object = {}) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(
        { host: '127.0.0.1', port: listening.port, rejectUnauthorized: false, ...options },
        () => {
          resolve(`${socket.getProtocol()} ${socket.getPeerCertificate().valid_to}`);
          socket.destroy();
        },
      );
      socket.once('error', reject);
    });
  const before = await look();
  assert.match(before, /^TLSv1\.3 /);
  await assert.rejects(look({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }));
  listening.renew(selfSigned(NAME, NOW, { from: -1, to: 90 }));
  assert.notEqual(await look(), before);
});
