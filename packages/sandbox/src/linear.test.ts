import assert from 'node:assert/strict';
import { test } from 'node:test';
import { request } from 'undici';
import { startLinear } from './linear.ts';
import { LINEAR_SEEDED } from './linear-seed.ts';
import { startRecorder } from './recorder.ts';

const KEY = 'lin_api_test_only';

test('the sandbox Linear takes a key that stands alone, and no other', async (t) => {
  const linear = await startLinear({ token: KEY });
  t.after(() => linear.close());
  const front = await startRecorder({
    service: 'linear',
    target: linear.url,
    credential: KEY,
    scheme: 'none',
  });
  t.after(() => front.close());
  const query = `query Issue($id: String!) { issue(id: $id) { identifier team { name } comments { nodes { id } } } }`;
  const body = JSON.stringify({ query, variables: { id: LINEAR_SEEDED.issue } });
  const statuses: number[] = [];
  for (const authorization of [KEY, `Bearer ${KEY}`, 'lin_api_other', '']) {
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await request(`${front.url}/graphql`, { method: 'POST', headers, body });
    statuses.push(answer.statusCode);
    const text = await answer.body.text();
    if (authorization !== KEY) continue;
    const { issue } = (JSON.parse(text) as { data: { issue: unknown } }).data;
    const comments = { nodes: [{ id: LINEAR_SEEDED.comment }] };
    assert.deepEqual(issue, { identifier: 'BIL-1', team: { name: 'Billing' }, comments });
  }
  assert.deepEqual(statuses, [200, 401, 401, 401]);
});
