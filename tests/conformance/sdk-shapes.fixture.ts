import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type JsonObject, utf8Decode } from '@agentport/engine';
import {
  bind,
  type Catalog,
  checkArguments,
  loadCatalog,
  messageOf,
} from '../../packages/gateway/src/catalog/index.ts';

/** What reached the service's end of the wire. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly body: unknown;
}

let url = '';
/** Where the official clients are told the service is. */
export const sinkUrl = () => url;
let seen: Request[] = [];
let catalog: Catalog;
const server = createServer(async (req, res) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const target = new URL(req.url ?? '/', 'http://sdk.invalid');
  const text = Buffer.concat(chunks).toString('utf8');
  seen.push(
    requestOf(
      req.method ?? '',
      target.pathname,
      target.searchParams,
      text,
      req.headers['content-type'] ?? '',
    ),
  );
  res.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"x","object":"list","data":{}}');
});

before(async () => {
  catalog = await loadCatalog(fileURLToPath(new URL('../../integrations', import.meta.url)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => void server.close());

function requestOf(
  method: string,
  path: string,
  query: URLSearchParams,
  text: string,
  type: string,
): Request {
  const form = type.startsWith('application/x-www-form-urlencoded');
  const body = form ? Object.fromEntries(new URLSearchParams(text)) : text === '' ? null : JSON.parse(text);
  // no body and an empty object say the same; so do the two ways to write a slash in a path segment
  const empty = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
  return {
    method,
    path: decodeURIComponent(path),
    query: [...query].map(String).sort((a, b) => (a < b ? -1 : 1)),
    body: empty ? null : body,
  };
}

/** What our manifest sends for an operation. */
export async function ours(service: string, name: string, args: JsonObject): Promise<Request> {
  const definition = catalog.integration(service) ?? assert.fail(service);
  const operation = catalog.operation(service, name) ?? assert.fail(name);
  assert.deepEqual(checkArguments(operation, args), { ok: true, args });
  const message = await messageOf(operation, args, () => ({ seed: '00'.repeat(32), at: 0 }));
  const { wire, body } = bind(definition, operation, { base_url: 'http://127.0.0.1', message }, args);
  assert.ok(wire.kind === 'http');
  const type = wire.headers.find(([header]) => header === 'content-type')?.[1] ?? '';
  const query = new URLSearchParams(wire.query.map(([key, value]): [string, string] => [key, value]));
  return requestOf(wire.method, wire.path, query, utf8Decode(body) ?? '', type);
}

/** What the official client sends; that it cannot read our answer is its own business. */
export async function theirs(call: () => PromiseLike<unknown>): Promise<Request> {
  seen = [];
  await Promise.resolve(call()).catch(() => undefined);
  return seen[0] ?? assert.fail('the client sent nothing');
}

export type Row = readonly [operation: string, args: JsonObject, call: () => PromiseLike<unknown>];
