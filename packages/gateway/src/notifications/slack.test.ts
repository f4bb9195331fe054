import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { ApprovalView } from '../approvals/index.ts';
import { type Asking, openPeer, openStage, operatorRow } from './stage.fixture.ts';

const TEAM = 'T0TEAM';
const SIGNING = 'plainly-fake-signing-secret';
const TOKEN = 'xoxb-plainly-fake';

/** A workspace on loopback that answers as Slack does, with one channel to it and Anna as U0ANNA. */
async function openSlack(t: TestContext, detail: 'full' | 'title' = 'full') {
  const [stage, peer] = await Promise.all([openStage(t), openPeer(t)]);
  peer.answer = {
    status: 200,
    body: JSON.stringify({ ok: true, channel: 'C0OPS', ts: '1700000000.000100' }),
  };
  const { id: channelId } = await stage.channel({
    settings: { kind: 'slack', team: TEAM, channel: 'C0OPS', api: `${peer.url}/api` },
    secret: { token: TOKEN, signing_secret: SIGNING },
    detail,
  });
  await stage.notifications.slackPeople.link({ team: TEAM, user: 'U0ANNA', operator: 'opr_1' }, 'opr_1');
  const posted = async (asking?: Asking) => {
    const view = await stage.ask(asking);
    await stage.drain();
    return { view, message: JSON.parse(peer.got.at(-1)?.body ?? '{}') };
  };
  const press = (view: ApprovalView, changes: Press = {}) => {
    const body = bodyOf(view, changes);
    const timestamp = String(Math.floor(stage.clock.now() / 1000) + (changes.age ?? 0));
    return take(signed(changes.sent ?? body, timestamp, changes.secret ?? SIGNING, body));
  };
  const take = async (request: Parameters<typeof stage.notifications.slack.take>[0]) => {
    const before = peer.got.length;
    await stage.notifications.slack.take(request);
    await stage.notifications.close();
    const whispered = peer.got.slice(before).find(({ path }) => path.endsWith('chat.postEphemeral'));
    return whispered ? (JSON.parse(whispered.body).text as string) : null;
  };
  return { stage, peer, channelId, posted, press, take };
}

interface Press {
  action?: string;
  user?: string;
  team?: string;
  ts?: string;
  conversation?: string;
  value?: string;
  secret?: string;
  /** s */
  age?: number;
  /** what is signed in place of the body */
  sent?: Buffer;
}

function bodyOf(view: ApprovalView, changes: Press): Buffer {
  const payload = {
    type: 'block_actions',
    team: { id: changes.team ?? TEAM },
    user: { id: changes.user ?? 'U0ANNA' },
    channel: { id: changes.conversation ?? 'C0OPS' },
    message: { ts: changes.ts ?? '1700000000.000100' },
    actions: [
      {
        action_id: changes.action ?? 'agentport_approve',
        value: changes.value ?? `${view.id} ${view.actionSha256} ${view.displaySha256}`,
      },
    ],
  };
  return Buffer.from(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
}

function signed(bytes: Buffer, timestamp: string, secret: string, body = bytes) {
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(bytes).digest('hex')}`;
  return { body, timestamp, signature };
}

const actionsOf = (message: { blocks: { type: string; elements?: { action_id: string }[] }[] }) =>
  message.blocks
    .find(({ type }) => type === 'actions')
    ?.elements?.map(({ action_id }) => action_id.slice(10));

test('a request of low or medium risk shows every value in Slack and can be approved there by a mapped person', async (t) => {
  const { stage, posted, press, peer } = await openSlack(t);
  const { view, message } = await posted();
  assert.deepEqual(actionsOf(message), ['deny', 'approve', 'open']);
  assert.match(JSON.stringify(message.blocks), /email: marta@example\.com/);
  assert.equal(peer.got[0]?.headers.authorization, `Bearer ${TOKEN}`);
  assert.equal(await press(view), null);
  assert.equal(stage.answers.length, 1);
  const [answer] = stage.answers;
  assert.equal(answer?.answer, 'approve');
  assert.equal(answer?.displaySha256, view.displaySha256);
  assert.deepEqual(answer?.by, {
    operatorId: 'opr_1',
    signInId: `slack:${TEAM}:U0ANNA`,
    address: null,
    secondFactor: 'none',
  });
});

test('high risk, a second factor, values out of sight and values in disguise leave only "Deny" and a link', async (t) => {
  const { posted } = await openSlack(t);
  const long = { text: 'x'.repeat(2_000) };
  for (const asking of [
    { risk: 'financial' },
    { risk: 'destructive', agent: 'agt_2' },
    { stepUp: true },
    { args: long, agent: 'agt_2' },
    { args: { name: 'Marta\u202e' } },
  ] as const) {
    assert.deepEqual(actionsOf((await posted(asking)).message), ['deny', 'open'], JSON.stringify(asking));
  }
});

test('an approval that a message may not give is refused although its button is forged', async (t) => {
  const { stage, posted, press } = await openSlack(t);
  const { view } = await posted({ risk: 'destructive' });
  assert.match((await press(view)) ?? '', /looked at in AgentPort/);
  assert.equal(stage.answers.length, 0);
});

test('a denial in Slack counts for every request', async (t) => {
  const { stage, posted, press } = await openSlack(t);
  const { view } = await posted({ risk: 'destructive' });
  assert.equal(await press(view, { action: 'agentport_deny' }), null);
  assert.equal(stage.answers[0]?.answer, 'deny');
});

const FORGED: readonly (Press & { name: string; refused: 'unauthenticated' | 'told' | 'ignored' })[] = [
  { name: 'a signature older than five minutes', age: -301, refused: 'unauthenticated' },
  { name: 'a signature from the future', age: 301, refused: 'unauthenticated' },
  { name: 'another secret', secret: 'other', refused: 'unauthenticated' },
  { name: 'a body that was written anew', sent: Buffer.from('payload=%7B%7D'), refused: 'unauthenticated' },
  { name: 'another workspace', team: 'T0OTHER', refused: 'told' },
  { name: 'a user nobody mapped', user: 'U0EVE', refused: 'told' },
  { name: 'another message', ts: '1700000000.000200', refused: 'told' },
  { name: 'another conversation', conversation: 'C0OTHER', refused: 'told' },
  { name: 'an unknown button', action: 'agentport_other', refused: 'ignored' },
  { name: 'a value that is none', value: 'apr_1', refused: 'ignored' },
];

for (const { name, refused, ...changes } of FORGED) {
  test(`T49 Slack: ${name} changes nothing`, async (t) => {
    const { stage, posted, press } = await openSlack(t);
    const { view } = await posted();
    if (refused === 'unauthenticated') {
      await assert.rejects(press(view, changes), { code: 'unauthenticated' });
    } else {
      const told = await press(view, changes);
      assert.equal(told !== null, refused === 'told', told ?? '');
    }
    assert.equal(stage.answers.length, 0);
  });
}

test('T49 Slack: a signed request counts once', async (t) => {
  const { stage, posted, take } = await openSlack(t);
  const { view } = await posted();
  const request = signed(bodyOf(view, {}), String(Math.floor(stage.clock.now() / 1000)), SIGNING);
  await take(request);
  await assert.rejects(take(request), { code: 'unauthenticated' });
  assert.equal(stage.answers.length, 1);
});

test('T49 Slack: an auditor, a suspended person and one whose mapping ended answer nothing', async (t) => {
  const { stage, posted, press } = await openSlack(t);
  const { view } = await posted();
  await stage.db.unit(async (tx) => {
    await tx
      .insertInto('operators')
      .values(operatorRow('opr_2', 'Audit Only', 'auditor'))
      .execute();
    await tx
      .insertInto('operators')
      .values(operatorRow('opr_3', 'Left Us', 'owner'))
      .execute();
  });
  const { link, unlink } = stage.notifications.slackPeople;
  await link({ team: TEAM, user: 'U0AUDIT', operator: 'opr_2' }, 'opr_1');
  await link({ team: TEAM, user: 'U0LEFT', operator: 'opr_3' }, 'opr_1');
  await stage.db.unit((tx) =>
    tx.updateTable('operators').set({ status: 'suspended' }).where('id', '=', 'opr_3').execute(),
  );
  await unlink({ team: TEAM, user: 'U0ANNA' }, 'opr_1');
  for (const user of ['U0AUDIT', 'U0LEFT', 'U0ANNA']) {
    assert.match((await press(view, { user })) ?? '', /may not answer/);
  }
  assert.equal(stage.answers.length, 0);
});

test('T24 Slack reads nothing an agent wrote: no mention, no link, no mark, and hidden characters are named', async (t) => {
  const { posted } = await openSlack(t);
  const nasty = '<!channel> *bold* <https://evil.example|Open> &lt; \u202e';
  const { message } = await posted({ args: { name: nasty, more: nasty }, agentName: nasty });
  const marks: string[] = [];
  JSON.stringify(message.blocks, (key, value) => {
    if (key === 'type' && value === 'mrkdwn') marks.push(value);
    return value;
  });
  assert.deepEqual(marks, []);
  assert.equal(message.parse, 'none');
  assert.doesNotMatch(message.text, /[<>]|evil/);
  assert.doesNotMatch(JSON.stringify(message), /\u202e/);
  assert.match(JSON.stringify(message.blocks), /U\+202E/);
});

test('the message says who answered once somebody did, and has no buttons any more', async (t) => {
  const { stage, posted, peer } = await openSlack(t);
  const { view } = await posted();
  await stage.end(view.id, 'expired');
  await stage.drain();
  const update = peer.got.at(-1);
  assert.equal(update?.path, '/api/chat.update');
  const body = JSON.parse(update?.body ?? '{}');
  assert.deepEqual([body.channel, body.ts], ['C0OPS', '1700000000.000100']);
  assert.equal(actionsOf(body), undefined);
  assert.match(body.text, /Nobody answered in time/);
});

test('what Slack refuses for good is not repeated, what passes is', async (t) => {
  const { stage, peer, channelId } = await openSlack(t);
  peer.answer = { status: 200, body: '{"ok":false,"error":"channel_not_found"}' };
  const [refused] = await stage.notifications.test(channelId);
  assert.deepEqual([refused?.state, refused?.code], ['dead', 'slack_channel_not_found']);
  peer.answer = { status: 200, body: '{"ok":false,"error":"internal_error"}' };
  const [failed] = await stage.notifications.test(channelId);
  assert.deepEqual([failed?.state, failed?.code], ['waiting', 'slack_internal_error']);
});
