import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, type TestContext, test } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import type { Page } from 'playwright-core';
import { ORG } from '../../packages/gateway/src/gateway.ts';
import { Secret } from '../../packages/gateway/src/kernel/secret.ts';
import { send } from '../support/gateway.ts';
import { closeBrowser, watchedPage } from './console-stage.ts';
import { type DoorStage, openDoorStage } from './door-stage.ts';

after(closeBrowser);

const OWNER = { email: 'owner@example.com', name: 'Anna Brandt', password: 'a long enough test password' };
const COOKIE = 'agentport_sign_in';

async function signedIn(
  t: TestContext,
): Promise<{ stage: DoorStage; page: Page; token: string; csrf: string }> {
  const stage = await openDoorStage(t);
  const { signIn } = await stage.running.gateway.operators.bootstrap(OWNER);
  const page = await watchedPage(t);
  const cookie = { name: COOKIE, value: signIn.token, url: stage.url, httpOnly: true } as const;
  await page.context().addCookies([{ ...cookie, sameSite: 'Strict' }]);
  return { stage, page, token: signIn.token, csrf: signIn.csrfToken };
}

/** A server of somebody else on this machine. @returns its origin under a name */
async function elsewhere(t: TestContext, name: string): Promise<string> {
  const server = createServer((_, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><title>elsewhere</title><body>');
  });
  return listening(t, server, name);
}

async function listening(t: TestContext, server: Server, name: string): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  t.after(() => void server.close());
  return `http://${name}:${(server.address() as AddressInfo).port}`;
}

const MARKUP = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>';

test('T48 what a service answers, and what it calls an error, stays text on every page that shows it', async (t) => {
  const { stage, page: console_, token, csrf } = await signedIn(t);
  const nasty = { id: MARKUP, object: 'customer', name: MARKUP, email: MARKUP, description: MARKUP };
  const answers = createServer((asked, response) => {
    const ok = asked.method === 'GET';
    response.writeHead(ok ? 200 : 400, { 'content-type': 'application/json', 'request-id': 'req_1' });
    const error = { type: 'card_error', code: MARKUP, message: MARKUP, param: MARKUP };
    response.end(JSON.stringify(ok ? { object: 'list', data: [nasty], has_more: false } : { error }));
  });
  const origin = await listening(t, answers, '127.0.0.1');
  const { gateway } = stage.running;
  const made = { org: ORG, owner: 'console', source: null, actor: 'system:test' } as const;
  const key = new Secret(stage.sandbox.stripe.credential);
  await gateway.connections.create({ ...made, name: 'nasty', integration: 'stripe', key, baseUrl: origin });
  const headers = { cookie: `${COOKIE}=${token}`, origin: stage.url, 'x-agentport-csrf': csrf };
  const asked = await send(
    stage.url,
    'POST',
    '/nasty/create_customer',
    { email: 'marta@example.com', name: 'Marta Ruiz' },
    { authorization: `Bearer ${await stage.agent()}`, prefer: 'respond-async' },
  );
  const { id } = asked.body.approval as { id: string };
  const seen = await send(stage.url, 'GET', `/api/v1/approvals/${id}`, undefined, headers);
  const { action_sha256, display_sha256 } = seen.body;
  const body = { action_sha256, display_sha256 };
  const approved = await send(stage.url, 'POST', `/api/v1/approvals/${id}/approve`, body, headers);
  assert.equal(approved.status, 200, approved.text);
  await send(stage.url, 'POST', '/api/v1/agents', { name: 'try-out', test: true }, headers);

  const harmless = async (path: string) => {
    assert.equal(await console_.evaluate('window.pwned'), undefined, path);
    assert.equal(await console_.locator('img, main script').count(), 0, path);
  };
  for (const path of [`/approvals/${id}`, '/connections/nasty', '/connections', '/activity', '/overview']) {
    await console_.goto(stage.url + path);
    await console_.getByRole('heading', { level: 1 }).waitFor();
    await console_.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    await harmless(path);
  }
  await console_.goto(`${stage.url}/playground`);
  await console_.getByLabel('Agent', { exact: true }).selectOption('try-out');
  await console_.getByLabel('Connection', { exact: true }).selectOption('nasty');
  await console_.getByLabel('Operation', { exact: true }).selectOption('list_customers');
  await console_.getByRole('button', { name: 'Really call' }).click();
  await console_.getByText('window.pwned=1').first().waitFor();
  await harmless('/playground');
});

test('T47 a page of another origin, or of none, reads nothing with the cookies of whoever is signed in', async (t) => {
  const { stage, page: browser } = await signedIn(t);
  const read = `fetch('${stage.url}/api/v1/me', { credentials: 'include' })
    .then((answer) => answer.text(), (error) => error.name)`;
  for (const name of ['127.0.0.1', 'localhost']) {
    await browser.goto(await elsewhere(t, name));
    assert.equal(await browser.evaluate(read), 'TypeError', name);
  }
  const sandboxed = `<iframe sandbox="allow-scripts" srcdoc="<script>
    fetch('${stage.url}/api/v1/me', { credentials: 'include' })
      .then((answer) => answer.text(), (error) => error.name)
      .then((said) => parent.postMessage(origin + ' ' + said, '*'))</script>"></iframe>`;
  await browser.goto(await elsewhere(t, 'localhost'));
  const said = await browser.evaluate<string>(`new Promise((resolve) => {
    addEventListener('message', ({ data }) => resolve(data));
    document.body.innerHTML = ${JSON.stringify(sandboxed)};
  })`);
  assert.equal(said, 'null TypeError');
});

test('T37 a cookie that another page of this host plants beside the real one counts for nobody', async (t) => {
  const { stage, page: browser } = await signedIn(t);
  const stranger = await stage.running.gateway.db.unit((tx) =>
    tx.selectFrom('operators').select('id').executeTakeFirstOrThrow(),
  );
  const planted = await stage.running.gateway.db.unit((tx) =>
    stage.running.gateway.operators.openFor(tx, stranger.id, { address: null, userAgent: null }),
  );
  // ports share cookies: a program on this machine can plant one for a longer path, and it would be sent first
  await browser.goto(await elsewhere(t, 'localhost'));
  await browser.evaluate(`document.cookie = '${COOKIE}=${planted?.token}; path=/api/v1'`);
  await browser.goto(`${stage.url}/agents`);
  await browser.getByRole('heading', { name: 'Sign in' }).waitFor();
  const status = await browser.evaluate(`fetch('/api/v1/me').then((answer) => answer.status)`);
  assert.equal(status, 401);
});

test('T45 a request of another org is, for everybody of this one, a request that never was', async (t) => {
  const { stage, token, csrf } = await signedIn(t);
  const args = { charge: SEEDED.charge, amount: 1_240, customer_id: SEEDED.marta };
  const asked = await send(stage.url, 'POST', '/stripe/create_refund', args, {
    authorization: `Bearer ${await stage.agent()}`,
    prefer: 'respond-async',
  });
  const { id } = asked.body.approval as { id: string };
  const { db } = stage.running.gateway;
  await db.unit(async (tx) => {
    const org = await tx.selectFrom('orgs').selectAll().executeTakeFirstOrThrow();
    await tx
      .insertInto('orgs')
      .values({ ...org, org: 'other' })
      .execute();
    await tx.updateTable('approvals').set({ org: 'other' }).where('id', '=', id).execute();
  });
  const headers = { cookie: `${COOKIE}=${token}`, origin: stage.url, 'x-agentport-csrf': csrf };
  const texts = new Set<string>();
  for (const one of [id, 'apr_00000000000000000000000000']) {
    const body = { action_sha256: 'a'.repeat(64), display_sha256: 'b'.repeat(64) };
    for (const answer of [
      await send(stage.url, 'GET', `/api/v1/approvals/${one}`, undefined, headers),
      await send(stage.url, 'POST', `/api/v1/approvals/${one}/approve`, body, headers),
      await send(stage.url, 'POST', `/api/v1/approvals/${one}/deny`, { reason: 'no' }, headers),
    ]) {
      assert.equal(answer.status, 404, answer.text);
      texts.add(answer.text);
    }
  }
  assert.equal(texts.size, 1);
});
