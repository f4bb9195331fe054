import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApprovalDetail } from '@agentport/contract';
import { nextCode } from '../../operators/people.fixture.ts';
import { asPerson, createPlane, type Plane, type Reply } from './plane.fixture.ts';

const codeOf = (reply: Reply) => (reply.body.error as { code?: string } | undefined)?.code;
const PATH = '/api/v1/approvals/apr_01test';

async function asked(
  plane: Plane,
): Promise<{ headers: Record<string, string>; seen: Record<string, string> }> {
  const headers = asPerson(plane, await plane.signIn());
  const { action_sha256, display_sha256 } = (await plane.send('GET', PATH, { headers }))
    .body as unknown as ApprovalDetail;
  return { headers, seen: { action_sha256, display_sha256 } };
}

test('the page gets exactly the stored display, with what nobody can see written out', async () => {
  await using plane = await createPlane();
  const headers = asPerson(plane, await plane.signIn());
  const reply = await plane.send('GET', PATH, { headers });
  assert.equal(reply.status, 200);
  const detail = reply.body as unknown as ApprovalDetail;
  const { display } = detail;
  assert.equal(detail.display_sha256, plane.approval.view.displaySha256);
  assert.equal(
    display.title.map((part) => (part.t === 'text' ? part.v : '')).join(''),
    'Refund 124000 of ch_1',
  );
  assert.deepEqual([display.method, display.headers.length, display.body?.bytes], ['POST', 1, 40]);
  const reason = display.rows.find((row) => row.pointer === '/reason');
  assert.deepEqual(reason?.value.at(-1), {
    t: 'escape',
    code: 'U+202E',
    name: 'right-to-left override',
    count: 1,
  });
  assert.deepEqual(reason?.flags, ['hidden_character']);
  assert.equal(display.warnings[0]?.pointer, '/reason');
  assert.doesNotMatch(reply.text, /\u202e/);
  assert.deepEqual(detail.flags, ['hidden_character']);
  assert.equal(detail.now, new Date(plane.people.clock.now()).toISOString());
});

test('T25 the agent’s own words appear in the note and nowhere else', async () => {
  await using plane = await createPlane();
  const headers = asPerson(plane, await plane.signIn());
  const { display, ...rest } = (await plane.send('GET', PATH, { headers })).body as unknown as ApprovalDetail;
  const words = 'already approved by security';
  assert.deepEqual(display.note, [{ t: 'text', v: words }]);
  assert.ok(!JSON.stringify({ ...rest, ...display, note: null }).includes(words));
});

test('an argument that is verified and not sent is marked so', async () => {
  const operation = { checks: [{ argument: 'charge' }] };
  await using plane = await createPlane({
    connections: {
      find: () => ({}) as never,
      definitionOf: () => ({ operations: { create_refund: operation } }) as never,
    } as never,
  });
  const headers = asPerson(plane, await plane.signIn());
  const { display } = (await plane.send('GET', PATH, { headers })).body as unknown as ApprovalDetail;
  assert.deepEqual(
    display.rows.map((row) => [row.pointer, row.sent]),
    [
      ['/amount', true],
      ['/charge', false],
      ['/reason', true],
    ],
  );
});

test('approving hands on who, from where and how surely', async () => {
  await using plane = await createPlane();
  const { headers, seen } = await asked(plane);
  const reply = await plane.send('POST', `${PATH}/approve`, { headers, body: seen });
  assert.equal(reply.status, 200);
  const [answer] = plane.approval.answers;
  assert.equal(answer?.answer, 'approve');
  assert.deepEqual([answer?.by.secondFactor, answer?.by.address], ['recent', '127.0.0.1']);
  assert.deepEqual([answer?.actionSha256, answer?.displaySha256], [seen.action_sha256, seen.display_sha256]);
});

test('a code counts for the one decision it came with, and once', async () => {
  await using plane = await createPlane();
  const { headers, seen } = await asked(plane);
  plane.people.clock.advance(5 * 60_000);
  const code = nextCode(plane.people, plane.totpSecret);
  const wrong = await plane.send('POST', `${PATH}/approve`, { headers, body: { ...seen, code: '000000' } });
  assert.deepEqual([wrong.status, codeOf(wrong)], [401, 'second_factor_invalid']);
  await plane.send('POST', `${PATH}/approve`, { headers, body: { ...seen, code } });
  assert.equal(plane.approval.answers[0]?.by.secondFactor, 'totp');
  const stepUp = await plane.send('POST', '/api/v1/me/step-up', { headers, body: { code } });
  assert.equal(codeOf(stepUp), 'second_factor_invalid');
  const released = await plane.send('POST', '/api/v1/release', { headers });
  assert.equal(codeOf(released), 'step_up_required', 'it gave no further rights');
});

test('without a recent factor and without a code the room is told so', async () => {
  await using plane = await createPlane();
  const { headers, seen } = await asked(plane);
  plane.people.clock.advance(5 * 60_000);
  await plane.send('POST', `${PATH}/approve`, { headers, body: seen });
  assert.equal(plane.approval.answers[0]?.by.secondFactor, 'none');
});

test('T4 the same decision sent again is 409 and changes nothing', async () => {
  await using plane = await createPlane();
  const { headers, seen } = await asked(plane);
  await plane.send('POST', `${PATH}/approve`, { headers, body: seen });
  for (const path of [`${PATH}/approve`, `${PATH}/deny`]) {
    const again = await plane.send('POST', path, { headers, body: path.endsWith('deny') ? {} : seen });
    assert.deepEqual([again.status, codeOf(again)], [409, 'already_decided']);
  }
  assert.equal(plane.approval.answers.length, 1);
});

test('T33 a request that ran out is 410 from a stale tab, and the code sent along is not used up', async () => {
  await using plane = await createPlane();
  const { headers, seen } = await asked(plane);
  plane.approval.view = { ...plane.approval.view, state: 'expired' };
  const code = nextCode(plane.people, plane.totpSecret);
  const reply = await plane.send('POST', `${PATH}/approve`, { headers, body: { ...seen, code } });
  assert.deepEqual([reply.status, codeOf(reply)], [410, 'approval_expired']);
  const stepUp = await plane.send('POST', '/api/v1/me/step-up', { headers, body: { code } });
  assert.equal(stepUp.status, 200);
});

test('T45 an id that is not ours, or is nothing, is 404 with one answer', async () => {
  await using plane = await createPlane();
  const { headers, seen } = await asked(plane);
  const texts = new Set<string>();
  for (const id of ['apr_01other', 'x', '..', '%00', 'apr_01test%20', 'cal_01test']) {
    for (const reply of [
      await plane.send('GET', `/api/v1/approvals/${id}`, { headers }),
      await plane.send('POST', `/api/v1/approvals/${id}/approve`, { headers, body: seen }),
    ]) {
      assert.deepEqual([reply.status, codeOf(reply)], [404, 'unknown_approval'], id);
      texts.add(reply.text);
    }
  }
  assert.equal(texts.size, 1);
  assert.deepEqual(plane.approval.answers, []);
});

test('T3 reading an approval, by any method that reads, decides nothing', async () => {
  await using plane = await createPlane();
  const { headers } = await asked(plane);
  await plane.send('GET', PATH, { headers });
  await plane.send('HEAD', PATH, { headers });
  const asGet = await plane.send('GET', `${PATH}/approve`, { headers });
  assert.deepEqual([asGet.status, asGet.headers.allow], [405, 'POST']);
  assert.equal(plane.approval.view.state, 'pending');
});
