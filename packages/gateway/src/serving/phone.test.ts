import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import { selfSigned } from './certificate.fixture.ts';
import { checkPhone } from './phone.ts';

const NAME = 'agentport.example.com';

interface Bent {
  readonly days?: { from: number; to: number };
  readonly health?: { status: number; text: string };
  readonly cookie?: string;
  readonly apartMs?: number;
  readonly cut?: boolean;
  readonly skewMs?: number;
  readonly address?: string;
}

/** What stands at the public address: the gateway behind an honest proxy, or what a test bends. */
function answering(bent: Bent): RequestListener {
  const health = bent.health ?? { status: 200, text: '{"status":"ok"}' };
  const cookie = bent.cookie ?? '__Host-agentport-reach=1; Path=/; HttpOnly; SameSite=Strict; Secure';
  return async (asked, answer) => {
    if (asked.url === '/health') {
      answer.writeHead(health.status).end(health.text);
      return;
    }
    answer.writeHead(200, { 'content-type': 'text/event-stream', 'set-cookie': cookie });
    const now = Date.now() + (bent.skewMs ?? 0);
    answer.write(`data: ${JSON.stringify({ now, address: bent.address ?? '203.0.113.5' })}\n\n`);
    if (bent.cut) return void answer.end();
    await after(bent.apartMs ?? 700);
    answer.end('data: {"end":true}\n\n');
  };
}

async function check(t: TestContext, bent: Bent, trusted = true) {
  const pair = selfSigned(NAME, Date.now(), bent.days);
  const server = createServer(pair, answering(bent));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const lines: string[] = [];
  const code = await checkPhone(
    { publicUrl: `https://${NAME}:${port}`, tls: null },
    (line) => lines.push(line),
    {
      ...(trusted ? { ca: pair.cert } : {}),
      lookup: (_, options, done) => {
        if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
        else done(null, '127.0.0.1', 4);
      },
    },
  );
  return { code, lines, text: lines.join('\n') };
}

test('a phone that would get in is told so, with the address to be scanned', async (t) => {
  const { code, lines, text } = await check(t, {});
  assert.equal(code, 0, text);
  for (const words of [
    /Certificate for .* 30 days|29 days/,
    /answers at/,
    /Cookies arrive/,
    /Live changes/,
    /clocks agree/,
  ])
    assert.match(text, words);
  assert.ok(lines.filter((line) => /^[█▀▄ ]+$/.test(line)).length > 10, 'a QR code');
});

const WALLS: readonly (readonly [string, Bent, RegExp, number])[] = [
  [
    'a proxy that changes the name',
    { health: { status: 421, text: '' } },
    /Let the proxy hand on the Host/,
    1,
  ],
  ['another program at the address', { health: { status: 200, text: 'hello' } }, /Something else answers/, 1],
  [
    'a proxy that takes the flags off cookies',
    { cookie: '__Host-agentport-reach=1; Path=/' },
    /Cookies are changed on the way/,
    1,
  ],
  [
    'a proxy that widens cookies to its domain',
    { cookie: '__Host-agentport-reach=1; Path=/; HttpOnly; SameSite=Strict; Secure; Domain=example.com' },
    /Cookies are changed on the way/,
    1,
  ],
  ['a proxy that collects answers', { apartMs: 0 }, /proxy_buffering off/, 1],
  ['a proxy that cuts streams off', { cut: true }, /cut off on the way/, 1],
  ['clocks that differ', { skewMs: 60_000 }, /differ by 60 s/, 1],
  ['a proxy nobody named', { address: '127.0.0.1' }, /trusted_proxies in agentport\.yaml/, 0],
  ['a certificate that ends soon', { days: { from: -80, to: 10 } }, /Renew it/, 0],
];

for (const [what, bent, words, expected] of WALLS) {
  test(`${what} is named, with what to do`, async (t) => {
    const { code, text } = await check(t, bent);
    assert.match(text, words);
    assert.equal(code, expected, text);
  });
}

test('a certificate that phones would not take, and an address that only this machine knows, end the look', async (t) => {
  const { code, text } = await check(t, {}, false);
  assert.equal(code, 1);
  assert.match(text, /cannot be opened: .*\n.*whole chain/);
  const lines: string[] = [];
  const config = { publicUrl: 'http://localhost:3000', tls: null };
  assert.equal(await checkPhone(config, (line) => lines.push(line)), 1);
  assert.match(lines.join('\n'), /no phone can open that/);
});
