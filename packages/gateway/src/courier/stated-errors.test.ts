import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { bodyOf, httpService } from '../upstream/testing.ts';
import { statedErrors } from './stated-errors.ts';
import { courierBench } from './testing.ts';

const ERRORS = [{ message: 'Team not found', path: ['issueCreate'] }];
const ANSWERS = {
  fine: { data: { issueCreate: { success: true } } },
  empty_errors: { data: { issueCreate: { success: true } }, errors: [] },
  null_result: { data: { issue: null } },
  failed: { data: null, errors: ERRORS },
  failed_field: { data: { issueCreate: null }, errors: ERRORS },
  refused: { errors: ERRORS },
  odd_errors: { data: null, errors: 'no' },
  beside: { data: { issueCreate: { success: true, issue: null } }, errors: ERRORS },
  neither: { ok: true },
} as const;

const service = await httpService(async (request, response) => {
  await bodyOf(request);
  const name = (request.url ?? '').slice(1);
  if (name === 'page') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello');
  const status = name === 'refused_400' ? 400 : 200;
  const answer = name === 'refused_400' ? ANSWERS.refused : ANSWERS[name as keyof typeof ANSWERS];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});
after(() => service.close());

/** How a call with this answer ends: as a read, and as a write. */
const ENDS: readonly (readonly [name: string, read: string, write: string])[] = [
  ['fine', 'succeeded', 'succeeded'],
  ['empty_errors', 'succeeded', 'succeeded'],
  ['null_result', 'succeeded', 'succeeded'],
  ['failed', 'failed', 'failed'],
  ['failed_field', 'failed', 'failed'],
  ['refused', 'failed', 'failed'],
  ['refused_400', 'failed', 'failed'],
  ['odd_errors', 'failed', 'failed'],
  ['beside', 'failed', 'outcome_unknown'],
  ['neither', 'failed', 'outcome_unknown'],
  ['page', 'failed', 'outcome_unknown'],
];

test('a GraphQL answer with errors and status 200 is a failure, and one that is half done is unknown', async () => {
  const bench = await courierBench(service.origin);
  if (bench.route) bench.route = { ...bench.route, replyErrors: '/errors' };
  const body = Buffer.from('{"query":"…"}');
  for (const [name, ...ends] of ENDS) {
    for (const [index, risk] of (['read', 'write'] as const).entries()) {
      const action = bench.action({ method: 'POST', path: `/${name}` }, body, risk);
      const sent = await bench.send({ action, body });
      assert.equal(sent.disposition, ends[index], `${name} as ${risk}`);
      assert.equal(sent.reached, 'answered');
      assert.equal(sent.problem === null, ends[index] === 'succeeded');
      assert.ok(!JSON.stringify(sent.problem).includes('Team not found'), 'no word of the service in ours');
    }
  }
  await bench.close();
});

test('without a pointer in the manifest an answer is judged by its status', async () => {
  const bench = await courierBench(service.origin);
  const sent = await bench.send({ action: bench.action({ path: '/refused' }) });
  assert.equal(sent.disposition, 'succeeded');
  await bench.close();
});

test('an answer without a body leaves open what happened', () => {
  assert.equal(statedErrors({ status: 200, headers: [], parts: [], is_error: false }, '/errors'), 'partial');
});
