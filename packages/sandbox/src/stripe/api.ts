import { balanceRoutes } from './balance.ts';
import { chargeRoutes } from './charges.ts';
import { customerRoutes } from './customers.ts';
import { invalid, StripeError } from './errors.ts';
import { type FormFields, parseForm } from './form.ts';
import { type Answer, IdempotencyKeys } from './idempotency.ts';
import { invoiceRoutes } from './invoices.ts';
import { Params } from './params.ts';
import { paymentIntentRoutes } from './payment-intents.ts';
import { productRoutes } from './products.ts';
import { refundRoutes } from './refunds.ts';
import { type Matched, matchRoute, type Route } from './route.ts';
import { plantSeed } from './seed.ts';
import { type Json, Store } from './store.ts';
import { subscriptionRoutes } from './subscriptions.ts';

/** Used when a request names no version. */
export const DEFAULT_VERSION = '2026-10-28.endive';

export const stripeRoutes: readonly Route[] = [
  ...customerRoutes,
  ...chargeRoutes,
  ...paymentIntentRoutes,
  ...refundRoutes,
  ...invoiceRoutes,
  ...subscriptionRoutes,
  ...productRoutes,
  ...balanceRoutes,
];

export interface ApiRequest {
  readonly method: string;
  /** Path and query as they arrived. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A write that changed something. Replays of an idempotency key add nothing here. */
export interface Effect {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
}

/** The service without its socket: a request in, an answer out, all in memory. */
export class StripeApi {
  readonly #key: string;
  readonly #keys = new IdempotencyKeys();
  readonly #effects: Effect[] = [];
  readonly store: Store;

  constructor(key: string, now: () => number) {
    this.#key = key;
    this.store = new Store(now);
    plantSeed(this.store);
  }

  get effects(): readonly Effect[] {
    return this.#effects;
  }

  handle(request: ApiRequest): Answer {
    const requestId = this.store.requestId();
    const version = header(request, 'stripe-version') ?? DEFAULT_VERSION;
    try {
      checkKey(request, this.#key);
      checkVersion(version);
      return this.#run(request, requestId, version);
    } catch (error) {
      return failure(error, requestId, version);
    }
  }

  #run(request: ApiRequest, requestId: string, version: string): Answer {
    const { pathname, query } = split(request.target);
    const matched = matchRoute(stripeRoutes, request.method, pathname);
    if (!matched) throw unknownRoute(request.method, pathname);
    const fields = { ...parseForm(query), ...bodyFields(request) };
    const params = new Params(fields, matched.route.params);
    const key = request.method === 'POST' ? header(request, 'idempotency-key') : undefined;
    if (key === undefined) return this.#execute(matched, params, requestId, version, null);

    const asked = `${request.method} ${pathname} ${JSON.stringify(sorted(fields))}`;
    const replayed = this.#keys.replay(key, asked);
    if (replayed) return { ...replayed, headers: { ...replayed.headers, 'Request-Id': requestId } };
    const answer = this.#execute(matched, params, requestId, version, key);
    this.#keys.save(key, asked, requestId, answer);
    return answer;
  }

  #execute(matched: Matched, params: Params, requestId: string, version: string, key: string | null): Answer {
    const { route, path } = matched;
    const common = { ...headersFor(requestId, version), ...(key ? { 'Idempotency-Key': key } : {}) };
    try {
      const object = this.#expanded(route.run({ store: this.store, path, params }), params);
      if (route.method !== 'GET') {
        const written = route.path.replace(/:(\w+)/g, (_, name: string) => path[name] ?? '');
        this.#effects.push({ method: route.method, path: written, requestId, idempotencyKey: key });
      }
      return { status: 200, headers: common, body: JSON.stringify(object, null, 2) };
    } catch (error) {
      const failed = failure(error, requestId, version);
      return { ...failed, headers: { ...failed.headers, ...common } };
    }
  }

  /** `expand[]=customer` replaces an id by its object, one level deep (`data.` reaches into a list). */
  #expanded(object: Json, params: Params): Json {
    const copy = structuredClone(object);
    for (const path of params.texts('expand')) {
      const name = path.replace(/^data\./, '');
      for (const row of path.startsWith('data.') ? rowsOf(copy) : [copy]) this.#expandOne(row, name);
    }
    return copy;
  }

  #expandOne(row: Json, name: string): void {
    if (row === null || typeof row !== 'object' || Array.isArray(row)) return;
    const id = row[name];
    const target = typeof id === 'string' ? this.store.find(id) : undefined;
    if (target) row[name] = structuredClone(target);
  }
}

function rowsOf(list: Json): Json[] {
  return list !== null && typeof list === 'object' && !Array.isArray(list) && Array.isArray(list.data)
    ? list.data
    : [];
}

function header(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function checkKey(request: ApiRequest, expected: string): void {
  const given = keyOf(header(request, 'authorization'));
  if (given === expected) return;
  const message = given
    ? `Invalid API Key provided: ${masked(given)}`
    : 'You did not provide an API key. Send it in the Authorization header, as Bearer YOUR_SECRET_KEY.';
  throw new StripeError(401, 'invalid_request_error', message);
}

/** `Bearer KEY`, or HTTP basic with the key as user name and no password. */
function keyOf(authorization: string | undefined): string | null {
  const [scheme = '', value = ''] = (authorization ?? '').split(' ', 2);
  if (/^bearer$/i.test(scheme)) return value || null;
  if (!/^basic$/i.test(scheme)) return null;
  return Buffer.from(value, 'base64').toString('utf8').replace(/:$/, '') || null;
}

function masked(key: string): string {
  return key.length < 12 ? '********' : `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}`;
}

function checkVersion(version: string): void {
  if (/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/.test(version)) return;
  throw invalid(`Invalid Stripe API version: ${version}`);
}

function split(target: string): { pathname: string; query: string } {
  const at = target.indexOf('?');
  return at < 0
    ? { pathname: target, query: '' }
    : { pathname: target.slice(0, at), query: target.slice(at + 1) };
}

function bodyFields(request: ApiRequest): FormFields {
  if (request.body === '') return {};
  const type = header(request, 'content-type') ?? '';
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return parseForm(request.body);
  throw invalid('Invalid request (check that your POST content type is application/x-www-form-urlencoded).');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
}

function unknownRoute(method: string, pathname: string): StripeError {
  return new StripeError(404, 'invalid_request_error', `Unrecognized request URL (${method}: ${pathname}).`);
}

function headersFor(requestId: string, version: string): Record<string, string> {
  return { 'Content-Type': 'application/json', 'Request-Id': requestId, 'Stripe-Version': version };
}

function failure(error: unknown, requestId: string, version: string): Answer {
  const known =
    error instanceof StripeError ? error : new StripeError(500, 'api_error', 'The sandbox failed.');
  const challenge = known.status === 401 ? { 'WWW-Authenticate': 'Basic realm="Stripe"' } : {};
  return {
    status: known.status,
    headers: { ...headersFor(requestId, version), ...challenge },
    body: JSON.stringify(known.body(requestId), null, 2),
  };
}
