import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { request } from 'undici';
import { POSTHOG_SEEDED, type PosthogService, startPosthog } from './index.ts';

const KEY = 'phx_test_only';
const PROJECT = `/api/projects/${POSTHOG_SEEDED.project}`;

describe('the sandbox PostHog', () => {
  let posthog: PosthogService;
  before(async () => {
    posthog = await startPosthog({ key: KEY, now: () => Date.UTC(2026, 10, 21) });
  });
  afterEach(() => posthog.reset());
  after(() => posthog.close());

  async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, key = KEY) {
    const answer = await request(posthog.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    // biome-ignore lint/suspicious/noExplicitAny: answers are read as the wire has them
    return { status: answer.statusCode, body: (text === '' ? null : JSON.parse(text)) as any };
  }

  it('answers only the right key, and only its own project', async () => {
    assert.equal((await call('GET', '/api/users/@me/', undefined, 'phx_other')).status, 401);
    assert.equal((await call('GET', '/api/users/@me/')).body.email, 'priya@example.com');
    assert.equal((await call('GET', '/api/projects/1/insights/')).status, 404);
  });

  it('insists on the slash at the end, as Django does', async () => {
    assert.equal((await call('GET', `${PROJECT}/insights`)).status, 404);
    assert.equal((await call('GET', `${PROJECT}/insights/`)).body.count, 1);
  });

  it('makes, changes and soft-deletes a flag', async () => {
    const made = await call('POST', `${PROJECT}/feature_flags/`, { key: 'dark-mode', active: false });
    assert.deepEqual([made.status, made.body.id], [201, POSTHOG_SEEDED.lastId + 1]);
    const path = `${PROJECT}/feature_flags/${made.body.id}/`;
    assert.equal((await call('PATCH', path, { active: true })).body.active, true);
    assert.equal((await call('DELETE', path)).status, 405);
    assert.equal((await call('PATCH', path, { deleted: true })).status, 200);
    assert.equal((await call('GET', path)).status, 404);
  });

  it('deletes a person for good, and makes none', async () => {
    const path = `${PROJECT}/persons/${POSTHOG_SEEDED.person}/`;
    assert.equal((await call('POST', `${PROJECT}/persons/`, {})).status, 405);
    assert.equal((await call('DELETE', `${path}?delete_events=true`)).status, 202);
    assert.equal((await call('GET', path)).status, 404);
  });

  it('refuses fields and parameters it does not know, bad JSON, and a query that writes', async () => {
    assert.equal((await call('POST', `${PROJECT}/dashboards/`, { nome: 'x' })).body.attr, 'nome');
    assert.equal((await call('POST', `${PROJECT}/dashboards/`, 'x')).body.code, 'parse_error');
    assert.equal((await call('GET', `${PROJECT}/dashboards/?serch=x`)).body.attr, 'serch');
    assert.equal((await call('POST', `${PROJECT}/experiments/`, { name: 'x' })).body.code, 'required');
    const query = (text: string) =>
      call('POST', `${PROJECT}/query/`, { query: { kind: 'HogQLQuery', query: text } });
    assert.equal((await query('DROP TABLE events')).status, 400);
    assert.equal((await query('SELECT event FROM events')).body.results.length, 2);
  });

  it('filters and pages its lists', async () => {
    const found = await call('GET', `${PROJECT}/persons/?email=nobody@example.com`);
    assert.equal(found.body.count, 0);
    const events = await call('GET', `${PROJECT}/event_definitions/?limit=1&offset=1`);
    assert.deepEqual([events.body.count, events.body.results[0].name], [2, 'signed_up']);
  });
});
