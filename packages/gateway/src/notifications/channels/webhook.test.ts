import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { Fault } from '../../kernel/fault.ts';
import { openPeer, openStage } from '../stage.fixture.ts';

/** Checks a signature as a receiver does, at the time the stage's clock shows. */
function verifies(secret: string, got: { headers: object; body: string }, now: number): boolean {
  const realNow = Date.now;
  Date.now = () => now;
  try {
    new Webhook(secret).verify(got.body, got.headers as Record<string, string>);
    return true;
  } catch {
    return false;
  } finally {
    Date.now = realNow;
  }
}

test('a webhook is signed as Standard Webhooks says, and a changed body is not', async (t) => {
  const [stage, peer] = await Promise.all([openStage(t), openPeer(t)]);
  const { signingSecret } = await stage.channel({
    settings: { kind: 'webhook', url: `${peer.url}/hook?a=b` },
  });
  await stage.ask({ risk: 'financial' });
  await stage.drain();
  const [got] = peer.got;
  assert.ok(got && signingSecret);
  assert.equal(got.path, '/hook?a=b');
  assert.ok(verifies(signingSecret, got, stage.clock.now()));
  assert.ok(
    !verifies(signingSecret, { ...got, body: got.body.replace('financial', 'read') }, stage.clock.now()),
  );
  assert.match(String(got.headers['webhook-id']), /^ntf_/);
  const { type, data } = JSON.parse(got.body);
  assert.equal(type, 'approval.requested');
  assert.match(data.url, /^https:\/\/gate\.example\/approvals\/apr_/);
  assert.equal(data.approval.title, 'Create the customer Marta Ruiz');
});

test('a key that is replaced is good for a day beside the new one', async (t) => {
  const [stage, peer] = await Promise.all([openStage(t), openPeer(t)]);
  const made = await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
  const { signingSecret: fresh } = await stage.notifications.channels.rotate(made.id, 'opr_1');
  const both = async () => {
    await stage.notifications.test(made.id);
    const got = peer.got.at(-1);
    assert.ok(got);
    return [made.signingSecret ?? '', fresh].map((secret) => verifies(secret, got, stage.clock.now()));
  };
  assert.deepEqual(await both(), [true, true]);
  stage.clock.advance(24 * 3_600_000 + 1);
  assert.deepEqual(await both(), [false, true]);
});

test('T52 a webhook follows no redirect, and metadata services stay out of reach', async (t) => {
  const [stage, peer, other] = await Promise.all([openStage(t), openPeer(t), openPeer(t)]);
  peer.answer = { status: 302, headers: { location: other.url } };
  const redirected = await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
  const [sent] = await stage.notifications.test(redirected.id);
  assert.deepEqual([sent?.state, sent?.code], ['dead', 'redirected']);
  assert.equal(other.got.length, 0);
  const metadata = await stage.channel({
    settings: { kind: 'webhook', url: 'http://169.254.169.254/latest' },
  });
  const [refused] = await stage.notifications.test(metadata.id);
  assert.deepEqual([refused?.state, refused?.code], ['dead', 'destination_refused']);
});

test('what a channel may not say stays out of the message: minimal names nothing of the request', async (t) => {
  const [stage, peer] = await Promise.all([openStage(t), openPeer(t)]);
  await stage.channel({ settings: { kind: 'webhook', url: peer.url }, detail: 'minimal' });
  await stage.ask({ args: { name: 'Marta Ruiz' }, note: 'already approved' });
  await stage.drain();
  assert.doesNotMatch(peer.got[0]?.body ?? '', /Marta|already approved|stripe|ada/);
});

test('a channel that is led elsewhere asks for its secret again, and keeps its kind', async (t) => {
  const stage = await openStage(t);
  const settings = { kind: 'ntfy' as const, server: 'https://ntfy.example', topic: 'ops' };
  const { id } = await stage.channel({ settings: { ...settings }, secret: { token: 'tk_plainly_fake' } });
  const change = {
    name: 'phone',
    route: { risks: [], agents: null, connections: null, team: null, when: 'asked' as const },
    detail: 'minimal' as const,
    enabled: true,
  };
  await stage.notifications.channels.change(
    id,
    { ...change, settings: { ...settings, server: 'https://other.example' } },
    'opr_1',
  );
  const moved = (await stage.notifications.list())[0];
  assert.doesNotMatch(
    Buffer.from(moved?.sealed ?? []).toString(),
    /tk_plainly_fake/,
    'dropped with its address',
  );
  await assert.rejects(
    stage.notifications.channels.change(
      id,
      { ...change, settings: { kind: 'webhook', url: 'https://other.example' } },
      'opr_1',
    ),
    (error) => error instanceof Fault && error.code === 'invalid_request',
  );
  assert.doesNotMatch(JSON.stringify(stage.reports), /tk_plainly_fake/);
});
