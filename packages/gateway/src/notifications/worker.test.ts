import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothDatabases } from '../storage/testing.ts';
import { ATTEMPTS_MAX } from './backoff.ts';
import { EVERYTHING, openPeer, openStage } from './stage.fixture.ts';

const states = async (stage: Awaited<ReturnType<typeof openStage>>) =>
  (await stage.notifications.deliveries({ limit: 100 })).items.map(({ kind, state, code }) => [
    kind,
    state,
    code,
  ]);

onBothDatabases('a question reaches every channel it concerns once, and only those', async (t) => {
  const [stage, all, deletions, others] = await Promise.all([
    openStage(t),
    openPeer(t),
    openPeer(t),
    openPeer(t),
  ]);
  await stage.channel({ settings: { kind: 'webhook', url: `${all.url}/all` } });
  const risky = { ...EVERYTHING, risks: ['destructive' as const] };
  await stage.channel({ settings: { kind: 'webhook', url: deletions.url }, route: risky });
  await stage.channel({
    settings: { kind: 'webhook', url: others.url },
    route: { ...EVERYTHING, agents: ['agt_2'] },
  });
  await stage.ask();
  await stage.ask({ risk: 'destructive' });
  await stage.drain();
  await stage.drain();
  assert.equal(all.got.length, 2);
  assert.equal(deletions.got.length, 1);
  assert.equal(others.got.length, 0);
});

onBothDatabases('two gateways on one database send each message once', async (t) => {
  const [stage, peer] = await Promise.all([openStage(t), openPeer(t)]);
  const other = stage.second();
  await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
  for (const agent of ['agt_1', 'agt_2', 'agt_1', 'agt_2']) await stage.ask({ agent });
  await Promise.all([stage.drain(), other.worker.drain(), stage.drain(), other.worker.drain()]);
  await stage.drain();
  assert.equal(peer.got.length, 4);
  assert.equal(new Set(peer.got.map(({ headers }) => headers['webhook-id'])).size, 4);
});

test('a failed attempt is repeated later and later under the same id, and given up in the end', async (t) => {
  const [stage, peer] = await Promise.all([openStage(t), openPeer(t)]);
  await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
  peer.answer = { status: 500 };
  await stage.ask();
  await stage.drain();
  assert.equal(peer.got.length, 1);
  await stage.drain();
  assert.equal(peer.got.length, 1, 'not before its time');
  for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt++) {
    stage.clock.advance(300_000);
    await stage.drain();
  }
  assert.equal(peer.got.length, ATTEMPTS_MAX);
  assert.equal(new Set(peer.got.map(({ headers }) => headers['webhook-id'])).size, 1);
  stage.clock.advance(3_600_000);
  await stage.drain();
  assert.equal(peer.got.length, ATTEMPTS_MAX);
  assert.deepEqual(await states(stage), [['asked', 'dead', 'peer_failed']]);

  peer.answer = { status: 200 };
  const [dead] = (await stage.notifications.deliveries({ limit: 1 })).items;
  await stage.notifications.retry(dead?.id ?? '');
  await stage.drain();
  assert.deepEqual(await states(stage), [['asked', 'sent', null]], 'a person may have it tried again');
});

test('a peer that says when to come back is obeyed', async (t) => {
  const [stage, peer] = await Promise.all([openStage(t), openPeer(t)]);
  await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
  peer.answer = { status: 429, headers: { 'retry-after': '600' } };
  await stage.ask();
  await stage.drain();
  peer.answer = { status: 200 };
  stage.clock.advance(599_000);
  await stage.drain();
  assert.equal(peer.got.length, 1);
  stage.clock.advance(2_000);
  await stage.drain();
  assert.equal(peer.got.length, 2);
});

test('what a gateway had claimed when it died is taken over when its lease is over, not before', async (t) => {
  const dies = async (step: string) => {
    if (step === 'claimed') throw new Error('the process is gone');
  };
  const [stage, peer] = await Promise.all([openStage(t, { atStep: dies }), openPeer(t)]);
  await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
  await stage.ask();
  await assert.rejects(stage.drain());
  await stage.notifications.close();
  const other = stage.second({ atStep: async () => undefined });
  await other.worker.drain();
  assert.equal(peer.got.length, 0);
  stage.clock.advance(61_000);
  await other.worker.drain();
  assert.equal(peer.got.length, 1);
});

test('a question answered before its message left is not told; one told is taken back', async (t) => {
  const [stage, peer] = await Promise.all([openStage(t), openPeer(t)]);
  await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
  const early = await stage.ask();
  await stage.end(early.id);
  await stage.drain();
  assert.equal(peer.got.length, 0);
  const late = await stage.ask();
  await stage.drain();
  await stage.end(late.id, 'expired');
  await stage.drain();
  const types = peer.got.map(({ body }) => JSON.parse(body).type);
  assert.deepEqual(types, ['approval.requested', 'approval.ended']);
});

test('T26 an agent that floods is one message, and another agent is still heard', async (t) => {
  const [stage, peer] = await Promise.all([openStage(t), openPeer(t)]);
  await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
  for (let count = 0; count < 40; count++) {
    await stage.ask();
    stage.clock.advance(500);
    await stage.drain();
  }
  await stage.ask({ agent: 'agt_2' });
  await stage.drain();
  const types = peer.got.map(({ body }) => JSON.parse(body).type);
  assert.deepEqual(types, [...Array(4).fill('approval.requested'), 'approval.flood', 'approval.requested']);
  assert.equal(JSON.parse(peer.got[4]?.body ?? '').data.flood.agent, 'ada');
});

test('nobody answers: a reminder, then those for escalation; an answer ends both', async (t) => {
  const [stage, first, later] = await Promise.all([openStage(t), openPeer(t), openPeer(t)]);
  await stage.channel({ settings: { kind: 'webhook', url: first.url } });
  const escalated = { ...EVERYTHING, when: 'escalated' as const };
  await stage.channel({ settings: { kind: 'webhook', url: later.url }, route: escalated });
  await stage.notifications.saveSettings({ quiet: null, remind_after: 5, escalate_after: 10 }, 'opr_1');
  await stage.ask();
  const answered = await stage.ask({ agent: 'agt_2' });
  await stage.drain();
  await stage.end(answered.id);
  for (let minutes = 0; minutes < 12; minutes++) {
    stage.clock.advance(60_000);
    await stage.drain();
  }
  const types = (peer: typeof first) => peer.got.map(({ body }) => JSON.parse(body).type);
  assert.deepEqual(types(first), [
    'approval.requested',
    'approval.requested',
    'approval.ended',
    'approval.reminder',
  ]);
  assert.deepEqual(types(later), ['approval.escalated']);
});

test('quiet hours hold a message back until they end; high risk comes through where people want that', async (t) => {
  const [stage, peer] = await Promise.all([openStage(t), openPeer(t)]);
  await stage.channel({ settings: { kind: 'webhook', url: peer.url } });
  const now = new Date(stage.clock.now());
  const at = (hours: number) => `${String((now.getUTCHours() + hours + 24) % 24).padStart(2, '0')}:00`;
  const quiet = { from: at(-1), to: at(2), time_zone: 'UTC', except_high: true };
  await stage.notifications.saveSettings({ quiet, remind_after: null, escalate_after: null }, 'opr_1');
  await stage.ask();
  await stage.ask({ risk: 'financial' });
  await stage.drain();
  assert.deepEqual(
    peer.got.map(({ body }) => JSON.parse(body).data.approval.risk),
    ['financial'],
  );
  stage.clock.advance(2 * 3_600_000);
  await stage.drain();
  assert.equal(peer.got.length, 2);
});
