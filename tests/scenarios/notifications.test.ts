import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { SLACK_SEEDED, startSlack } from '@agentport/sandbox';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { pressInSlack } from '../support/slack-press.ts';
import { until } from '../support/until.ts';

const SIGNING = 'plainly-fake-signing-secret';
const ROUTE = { risks: [], agents: null, connections: null, team: null, when: 'asked' };

/** A receiver on loopback that keeps what arrived. */
async function openHook(t: TestContext) {
  const got: { headers: NodeJS.Dict<string | string[]>; text: string }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      got.push({ headers: request.headers, text });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => void server.close());
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

async function addChannel(gateway: TestGateway, body: object): Promise<void> {
  const made = await gateway.operator.send('POST', '/api/v1/channels', {
    name: 'ops',
    route: ROUTE,
    ...body,
  });
  assert.equal(made.status, 201, made.text);
}

async function ask(gateway: TestGateway, args: Record<string, unknown> = { name: 'Marta Ruiz' }) {
  const { token } = await gateway.agent();
  const asked = await gateway.call(token, 'stripe.create_customer', args);
  assert.equal(asked.status, 202, asked.text);
  return { token, id: asked.body.approval.id as string };
}

test('a question reaches a webhook with the unit that opens it, and so does its end', async (t) => {
  const [gateway, hook] = [await startTestGateway(t), await openHook(t)];
  await addChannel(gateway, { settings: { kind: 'webhook', url: hook.url }, detail: 'title' });
  const { id } = await ask(gateway);
  await until(() => hook.got.length === 1);
  await gateway.operator.approve(id);
  await until(() => hook.got.length === 2);
  const state = async () => (await gateway.operator.send('GET', `/api/v1/approvals/${id}`)).body.state;
  await until(async () => (await state()) === 'succeeded');
  const said = hook.got.map(({ text }) => JSON.parse(text));
  assert.deepEqual(
    said.map(({ type, data }) => [type, data.approval.id]),
    [
      ['approval.requested', id],
      ['approval.ended', id],
    ],
  );
});

test('what was not sent before a restart is sent after it, under the same id', async (t) => {
  let gateway = await startTestGateway(t);
  const hook = await openHook(t);
  const gone = await openHook(t);
  await addChannel(gateway, {
    settings: { kind: 'webhook', url: gone.url.replace(/:\d+/, ':9') },
    detail: 'minimal',
  });
  await ask(gateway);
  const log = async () => (await gateway.operator.send('GET', '/api/v1/deliveries')).body.items;
  await until(async () => (await log())[0]?.attempts === 1);
  const [{ id }] = await log();
  gateway = await gateway.restart();
  const [channel] = (await gateway.operator.send('GET', '/api/v1/notifications')).body.channels;
  const { name, route, detail } = channel;
  const change = { name, route, detail, enabled: true, settings: { kind: 'webhook', url: hook.url } };
  const changed = await gateway.operator.send('PUT', `/api/v1/channels/${channel.id}`, change);
  assert.equal(changed.status, 200, changed.text);
  gateway.clock.advance(10_000);
  await until(() => hook.got.length === 1);
  assert.equal(hook.got[0]?.headers['webhook-id'], id);
});

/** Somebody presses "Approve" below a message. */
function press(gateway: TestGateway, message: { ts: string; value: string; user: string }, forge = false) {
  return pressInSlack({
    url: gateway.url,
    signingSecret: forge ? 'other' : SIGNING,
    now: gateway.clock.now(),
    action: 'agentport_approve',
    ...message,
  });
}

test('a mapped person approves in Slack, the call is sent once, and the message says who answered', async (t) => {
  const gateway = await startTestGateway(t);
  const slack = await startSlack({ token: 'xoxb-plainly-fake' });
  t.after(() => void slack.close());
  await addChannel(gateway, {
    settings: { kind: 'slack', ...SLACK_SEEDED, api: `${slack.url}/api` },
    secret: { token: 'xoxb-plainly-fake', signing_secret: SIGNING },
    detail: 'full',
  });
  const { person } = (await gateway.operator.send('GET', '/api/v1/me')).body;
  const mapping = { team: SLACK_SEEDED.team, user: 'U0PRIYA', operator: person.id };
  assert.equal((await gateway.operator.send('POST', '/api/v1/slack-people', mapping)).status, 200);

  const { token, id } = await ask(gateway);
  const posted = async () =>
    (await slack.messages()).find(({ blocks }) => JSON.stringify(blocks).includes(id));
  await until(async () => (await posted()) !== undefined);
  const message = await posted();
  const value = /"value":"(apr_[^"]+)"/.exec(JSON.stringify(message?.blocks))?.[1] ?? '';
  const click = { ts: message?.ts ?? '', value };
  const log = async () => (await gateway.operator.send('GET', '/api/v1/deliveries')).body.items;
  await until(async () => (await log())[0]?.state === 'sent');

  assert.equal((await press(gateway, { ...click, user: 'U0PRIYA' }, true)).status, 401, 'T49 forged');
  const get = await fetch(`${gateway.url}/api/v1/slack/interactions`);
  assert.ok(get.status === 404 || get.status === 405, 'T3 a GET is nothing');
  assert.equal((await press(gateway, { ...click, user: 'U0EVE' })).status, 200);
  assert.equal((await gateway.operator.send('GET', `/api/v1/approvals/${id}`)).body.state, 'pending');

  assert.equal((await press(gateway, { ...click, user: 'U0PRIYA' })).status, 200);
  const answer = await gateway.call(
    token,
    'stripe.create_customer',
    { name: 'Marta Ruiz' },
    { prefer: 'wait=20' },
  );
  assert.equal(answer.status, 200, answer.text);
  assert.equal(gateway.sandbox.stripe.recorder.count({ method: 'POST', path: '/v1/customers' }), 1);
  await until(async () =>
    /approved this/.test((await posted())?.text ?? (await slack.messages())[0]?.text ?? ''),
  );
  const entries = (await gateway.operator.send('GET', '/api/v1/audit/entries?kind=approval.approved')).body
    .items;
  assert.match(JSON.stringify(entries[0]), new RegExp(`slack:${SLACK_SEEDED.team}:U0PRIYA`));
});

test('no message, entry or answer holds what opens a channel or a service', async (t) => {
  const [gateway, hook] = [await startTestGateway(t), await openHook(t)];
  const canary = 'xoxb-canary-1234567890';
  await addChannel(gateway, { settings: { kind: 'webhook', url: hook.url }, detail: 'full' });
  await addChannel(gateway, {
    name: 'slack',
    settings: { kind: 'slack', ...SLACK_SEEDED, api: hook.url },
    secret: { token: canary, signing_secret: canary },
    detail: 'full',
  });
  await ask(gateway, { name: 'Marta', email: 'marta@example.com' });
  await until(() => hook.got.length >= 2);
  const { credential } = gateway.sandbox.stripe;
  const texts = hook.got.map(({ text }) => text);
  for (const path of ['/api/v1/notifications', '/api/v1/deliveries', '/api/v1/audit/export']) {
    texts.push((await gateway.operator.send('GET', path)).text);
  }
  for (const text of texts) {
    assert.ok(!text.includes(canary) && !text.includes(credential), text.slice(0, 200));
  }
});
