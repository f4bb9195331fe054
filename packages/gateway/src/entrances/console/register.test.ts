import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { Client } from 'undici';
import { systemRandom } from '../../kernel/random.ts';
import { createServer } from '../server.ts';
import { registerConsole } from './register.ts';

const SHELL = `<!doctype html><meta property="csp-nonce" nonce="__NONCE__"><script src="/assets/a.js" nonce="__NONCE__"></script>`;
const quiet = { error() {}, warn() {}, info() {}, debug() {} };
const dist = mkdtempSync(path.join(tmpdir(), 'console-'));
let app: FastifyInstance;

before(async () => {
  mkdirSync(path.join(dist, 'assets'));
  writeFileSync(path.join(dist, 'index.html'), SHELL);
  writeFileSync(path.join(dist, 'assets', 'a.js'), 'export {};');
  writeFileSync(path.join(dist, 'assets', 'a.js.gz'), gzipSync('export {};'));
  writeFileSync(path.join(dist, 'secret.txt'), 'not served');
  app = await start(dist);
});
after(async () => {
  await app.close();
  rmSync(dist, { recursive: true });
});

async function start(folder: string): Promise<FastifyInstance> {
  const publicUrl = () => 'http://localhost';
  const server = createServer({ door: 'network', publicUrl, logger: quiet, random: systemRandom });
  await registerConsole(server, { dist: folder, publicUrl, random: systemRandom });
  server.post('/:connection/:operation', async () => ({ called: true }));
  await server.listen({ host: '127.0.0.1', port: 0 });
  return server;
}

/** Sends the path as it is written, to a listening server: a client that tidies it up would prove nothing. */
async function get(url: string, host = 'localhost', method: 'GET' | 'HEAD' | 'POST' = 'GET', server = app) {
  const { port } = server.server.address() as AddressInfo;
  const client = new Client(`http://127.0.0.1:${port}`);
  const answer = await client.request({
    path: url,
    method,
    headers: { host: host.replace('PORT', String(port)) },
  });
  const body = await answer.body.text();
  await client.close();
  return { statusCode: answer.statusCode, headers: answer.headers, body };
}

test('every console path is the same page, with one fresh nonce in header and page', async () => {
  const nonces = new Set<string>();
  for (const url of [
    '/',
    '/sign-in',
    '/setup',
    '/approvals',
    '/approvals/apr_1',
    '/agents/a',
    '/connections',
    '/policy',
  ]) {
    const answer = await get(url);
    assert.equal(answer.statusCode, 200, url);
    const nonce =
      /script-src 'self' 'nonce-([^']+)'/.exec(String(answer.headers['content-security-policy']))?.[1] ?? '';
    assert.equal(answer.body, SHELL.replaceAll('__NONCE__', nonce));
    assert.equal(answer.headers['cache-control'], 'no-store');
    nonces.add(nonce);
  }
  assert.equal(nonces.size, 8);
});

test('T38 the page may not be framed, and runs nothing inline and nothing from elsewhere', async () => {
  const policy = String((await get('/approvals/apr_1')).headers['content-security-policy']);
  for (const part of [
    "default-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ]) {
    assert.ok(policy.includes(part), part);
  }
  assert.doesNotMatch(policy, /unsafe|http:|https:|\*/);
});

test('T3 opening, prefetching or unfurling an approval link fetches a page without data and changes nothing', async () => {
  for (const method of ['GET', 'HEAD'] as const) {
    const answer = await get('/approvals/apr_1', 'localhost', method);
    assert.equal(answer.statusCode, 200);
    assert.ok(!answer.body.includes('apr_1'));
    assert.equal(answer.headers['set-cookie'], undefined);
  }
});

test('another loopback name is sent to the public one, path and query kept', async () => {
  const answer = await get('/approvals/apr_1?from=mail', '127.0.0.1:PORT');
  assert.deepEqual(
    [answer.statusCode, answer.headers.location],
    [302, 'http://localhost/approvals/apr_1?from=mail'],
  );
});

test('T46 no path or query makes that redirect lead to another origin', async () => {
  const tricks = [
    '/?next=https://evil.example',
    '/sign-in?return=javascript:alert(1)',
    '/sign-in?next=//evil.example',
    '/approvals/%2f%2fevil.example',
    '/approvals/..%2f..%2f%2fevil.example',
    '/approvals/@evil.example',
    '/approvals/%5c%5cevil.example',
  ];
  for (const url of tricks) {
    const { location } = (await get(url, '127.0.0.1:PORT')).headers;
    assert.equal(new URL(String(location)).origin, 'http://localhost', url);
  }
  for (const url of ['//evil.example', '/\\evil.example', '//evil.example/approvals']) {
    assert.equal((await get(url, '127.0.0.1:PORT')).headers.location, undefined, url);
  }
});

test('assets are cached for good; nothing beside them is served, and a missing one is JSON 404', async () => {
  const asset = await get('/assets/a.js');
  assert.equal(asset.statusCode, 200);
  assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(asset.headers['x-content-type-options'], 'nosniff');
  for (const url of [
    '/assets/none.js',
    '/assets/',
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/secret.txt',
    '/index.html',
  ]) {
    const answer = await get(url);
    assert.ok(answer.statusCode === 404 || answer.statusCode === 403, `${url} ${answer.statusCode}`);
    assert.ok(!answer.body.includes('not served'), url);
  }
  assert.equal(JSON.parse((await get('/assets/none.js')).body).error.code, 'not_found');
});

test('every address of the console is served, so that a link and a reload lead where they say', async () => {
  const source = (file: string) =>
    readFileSync(path.join(import.meta.dirname, '../../../../console/src', file), 'utf8');
  const scenes = [...source('scenes/scenes.ts').matchAll(/pattern: '(\/[^']*)'/g)];
  const doors = [...source('App.tsx').matchAll(/^ {2}'(\/[^']*)':/gm)];
  const patterns = [...scenes, ...doors].map(([, pattern]) => pattern ?? '');
  assert.ok(patterns.includes('/invitation') && patterns.length > 18);
  for (const pattern of patterns) {
    const url = pattern.replace(/\{\w+\}/g, 'some-1');
    assert.equal((await get(url)).statusCode, 200, url);
  }
});

test('console pages never stand under the planes, and do not take calls away', async () => {
  for (const url of ['/.well-known/x', '/api/v1', '/v1', '/mcp', '/approvals/a/b', '/nowhere']) {
    assert.equal((await get(url)).statusCode, 404, url);
  }
  const call = await get('/stripe/list_customers', 'localhost', 'POST');
  assert.deepEqual(JSON.parse(call.body), { called: true });
});

test('a console that is not built says what to do, and works as soon as it is', async () => {
  const empty = mkdtempSync(path.join(tmpdir(), 'console-'));
  const server = await start(empty);
  const answer = await get('/', 'localhost', 'GET', server);
  assert.deepEqual([answer.statusCode, /npm run build/.test(answer.body)], [503, true]);
  writeFileSync(path.join(empty, 'index.html'), SHELL);
  assert.equal((await get('/', 'localhost', 'GET', server)).statusCode, 200);
  await server.close();
  rmSync(empty, { recursive: true });
});

test('a browser that takes compressed files gets them, and others the plain ones', async () => {
  const { port } = app.server.address() as AddressInfo;
  for (const [accepted, encoding] of [
    ['gzip', 'gzip'],
    ['identity', null],
  ] as const) {
    const url = `http://127.0.0.1:${port}/assets/a.js`;
    const answer = await fetch(url, { headers: { 'accept-encoding': accepted } });
    assert.equal(answer.headers.get('content-encoding'), encoding);
    assert.match(answer.headers.get('vary') ?? '', /accept-encoding/i);
    assert.equal(await answer.text(), 'export {};');
  }
});
