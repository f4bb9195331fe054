import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildConsole } from './build.ts';
import { routeTable } from './tools/write-routes.ts';

const KB = 1_000;
const { directory } = await buildConsole();
const page = readFileSync(join(directory, 'index.html'), 'utf8');
const assets = readdirSync(join(directory, 'assets'));

const gzipped = (path: string) => gzipSync(readFileSync(join(directory, path))).length;
const named = (part: string) =>
  assets.filter((name) => name.startsWith(part)).map((name) => `assets/${name}`);

test('the first load is at most 200 kB of script and 12 kB of style, compressed', () => {
  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? '');
  assert.ok(scripts.length > 0);
  assert.ok(scripts.reduce((sum, path) => sum + gzipped(path), 0) <= 200 * KB);
  const styles = assets.filter((name) => name.endsWith('.css')).map((name) => `assets/${name}`);
  assert.ok(styles.reduce((sum, path) => sum + gzipped(path), 0) <= 12 * KB);
});

test('the approval page is a chunk of its own of at most 90 kB', () => {
  const [chunk] = named('ApprovalScene-');
  assert.ok(chunk && gzipped(chunk) <= 90 * KB);
  assert.ok(!page.includes(chunk));
});

test('T48 nothing is inline: every script and style is a file with the nonce of the answer', () => {
  assert.doesNotMatch(page, /<style|\sstyle=|\son\w+=|javascript:|data:/);
  for (const [tag] of page.matchAll(/<(?:script|link rel="(?:stylesheet|modulepreload)")[^>]*>/g)) {
    assert.match(tag, /(?:src|href)="\/assets\//);
    assert.match(tag, /nonce="__NONCE__"/);
  }
  assert.match(page, /<meta property="csp-nonce" nonce="__NONCE__">/);
});

test('no schema validator is part of the bundle', () => {
  for (const name of assets.filter((asset) => asset.endsWith('.js'))) {
    const code = readFileSync(join(directory, 'assets', name), 'utf8');
    assert.doesNotMatch(code, /ZodError|invalid_union/, name);
  }
});

test('no source sets inner HTML', () => {
  const sources = readdirSync(join(import.meta.dirname, 'src'), { recursive: true, encoding: 'utf8' });
  for (const name of sources.filter((path) => /\.tsx?$/.test(path))) {
    const code = readFileSync(join(import.meta.dirname, 'src', name), 'utf8');
    assert.doesNotMatch(code, /dangerouslySetInnerHTML|innerHTML/, name);
  }
});

test('the route table of the console is the contract of now (else run: npm run build)', () => {
  assert.equal(readFileSync(join(import.meta.dirname, 'src/api/routes.gen.ts'), 'utf8'), routeTable());
});

test('a build that is current is not made again', async () => {
  assert.equal((await buildConsole()).built, false);
});
