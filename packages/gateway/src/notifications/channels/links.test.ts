import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openStage, type Stage } from '../stage.fixture.ts';
import { openNtfy, openTelegram } from './links-peers.fixture.ts';

const NTFY_TOKEN = 'tk_plainly_fake';
const BOT = '123456:plainly-fake-bot-token';
const CHAT = '-1001234';
/** Everything an agent could try to have said in a message. */
const NASTY = {
  agentName: '<b>boss</b> *x* [y](http://evil.example)',
  note: '&lt;ok&gt; _approve_ me\u202e',
  args: { name: 'Marta *Ruiz* <a href="http://evil.example">', key: 'sk_test_plainly_fake_0123456789' },
};

async function ntfy(t: TestContext, given: string | undefined = NTFY_TOKEN) {
  const [stage, peer] = await Promise.all([openStage(t), openNtfy(t, NTFY_TOKEN)]);
  const secret = given === undefined ? {} : { secret: { token: given } };
  await stage.channel({ settings: { kind: 'ntfy', server: peer.url, topic: 'ops' }, ...secret });
  return { stage, peer };
}

async function telegram(t: TestContext, change: { token?: string; chat?: string } = {}) {
  const [stage, peer] = await Promise.all([openStage(t), openTelegram(t, BOT, CHAT)]);
  await stage.channel({
    settings: { kind: 'telegram', chat: change.chat ?? CHAT, api: peer.url },
    secret: { token: change.token ?? BOT },
  });
  return { stage, peer };
}

async function lastCode(stage: Stage) {
  const [last] = (await stage.notifications.deliveries({ limit: 1 })).items;
  return [last?.state, last?.code, last?.status];
}

test('ntfy takes the sentence, the link and how urgent it is, and the same id at every attempt', async (t) => {
  const { stage, peer } = await ntfy(t);
  peer.busyFor = 1;
  const { id } = await stage.ask(NASTY);
  await stage.drain();
  assert.deepEqual(await lastCode(stage), ['waiting', 'rate_limited', 429]);
  peer.busyFor = null;
  stage.clock.advance(300_000);
  await stage.drain();
  const { sequence_id, ...said } = peer.taken[0]?.body ?? {};
  assert.deepEqual(said, {
    topic: 'ops',
    title: 'AgentPort',
    message: 'A request waits for an answer',
    click: `https://gate.example/approvals/${id}`,
    priority: 3,
  });
  assert.match(String(sequence_id), /^ntf_/);
  const ids = peer.asked.map(({ text }) => JSON.parse(text).sequence_id);
  assert.deepEqual(ids, [sequence_id, sequence_id]);
});

test('an escalation rings louder than a reminder, and a reminder louder than the first message', async (t) => {
  const { stage, peer } = await ntfy(t);
  const escalated = { risks: [], agents: null, connections: null, team: null, when: 'escalated' as const };
  const settings = { kind: 'ntfy' as const, server: peer.url, topic: 'leads' };
  await stage.channel({ settings, route: escalated, secret: { token: NTFY_TOKEN } });
  await stage.notifications.saveSettings({ quiet: null, remind_after: 5, escalate_after: 10 }, 'opr_1');
  await stage.ask();
  for (let minutes = 0; minutes < 12; minutes++) {
    await stage.drain();
    stage.clock.advance(60_000);
  }
  assert.deepEqual(
    peer.taken.map(({ body }) => [body.topic, body.priority]),
    [
      ['ops', 3],
      ['ops', 4],
      ['leads', 5],
    ],
  );
});

test('a token that ntfy refuses, or that is missing, is given up at once and said so', async (t) => {
  for (const [given, status] of [
    ['tk_another', 401],
    [undefined, 403],
  ] as const) {
    const [stage, peer] = await Promise.all([openStage(t), openNtfy(t, NTFY_TOKEN)]);
    const settings = { kind: 'ntfy' as const, server: peer.url, topic: 'ops' };
    await stage.channel({ settings, ...(given && { secret: { token: given } }) });
    await stage.ask();
    await stage.drain();
    assert.deepEqual(await lastCode(stage), ['dead', 'credentials_refused', status]);
    assert.equal(peer.asked.length, 1);
  }
});

test('Telegram takes every character as it stands: no markup is read, no link is looked up', async (t) => {
  const { stage, peer } = await telegram(t);
  const { id } = await stage.ask(NASTY);
  await stage.drain();
  assert.deepEqual(peer.taken[0]?.body, {
    chat_id: CHAT,
    text: `A request waits for an answer\nhttps://gate.example/approvals/${id}`,
    link_preview_options: { is_disabled: true },
  });
});

test('Telegram says in the body how long to wait, and is left alone that long', async (t) => {
  const { stage, peer } = await telegram(t);
  peer.busyFor = 600;
  await stage.ask();
  await stage.drain();
  assert.deepEqual(await lastCode(stage), ['waiting', 'rate_limited', 429]);
  peer.busyFor = null;
  stage.clock.advance(599_000);
  await stage.drain();
  assert.equal(peer.taken.length, 0);
  stage.clock.advance(2_000);
  await stage.drain();
  assert.equal(peer.taken.length, 1);
});

test('the test button says what Telegram does not like, and nothing is tried again', async (t) => {
  const cases = [
    [{ token: '999:another' }, 'credentials_refused', 401],
    [{ token: 'not-a-token' }, 'credentials_refused', 404],
    [{ token: '../sendMessage' }, 'credentials_refused', null],
    [{ chat: '77' }, 'telegram_chat_not_found', 400],
    [{ chat: '-5' }, 'telegram_chat_moved', 400],
    [{ chat: '6' }, 'telegram_shut_out', 403],
  ] as const;
  for (const [change, code, status] of cases) {
    const { stage, peer } = await telegram(t, change);
    const [channel] = await stage.notifications.list();
    const [sent] = await stage.notifications.test(channel?.id ?? '');
    assert.deepEqual([sent?.state, sent?.code, sent?.status], ['dead', code, status]);
    assert.equal(peer.taken.length, 0);
    stage.clock.advance(3_600_000);
    await stage.drain();
    assert.ok(peer.asked.length <= 1, code);
  }
});

test('neither says anything of the request, whatever the channel was told to show, and neither shows its token', async (t) => {
  for (const opened of [await ntfy(t), await telegram(t)]) {
    const { stage, peer } = opened;
    await stage.ask({ ...NASTY, risk: 'financial' });
    await stage.drain();
    const [sent] = peer.asked;
    assert.doesNotMatch(sent?.text ?? '', /Marta|boss|approve_|sk_test|stripe|financial|ada/);
    assert.doesNotMatch(sent?.text ?? '', /plainly_fake|plainly-fake/);
    const kept = JSON.stringify([await stage.notifications.deliveries({ limit: 9 }), stage.reports]);
    assert.doesNotMatch(kept, /plainly_fake|plainly-fake/);
  }
});
