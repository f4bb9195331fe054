import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { axeProblems, closeBrowser } from './console-stage.ts';
import { openSignedIn, type SignedInStage } from './signed-in-stage.ts';

/** Real calls from the playground, in a real browser against a whole gateway and a sandbox service. */

after(closeBrowser);

async function testAgent({ page, url }: SignedInStage): Promise<void> {
  await page.goto(`${url}/agents`);
  await page.getByRole('button', { name: 'Add an agent' }).click();
  await page.getByLabel('Name').fill('try-out');
  await page.getByLabel('For tests').check();
  await page.getByRole('button', { name: 'Add and show its token' }).click();
  await page.getByText('AGENTPORT_TOKEN=ap_agent').waitFor();
}

test('a test agent made in the console really calls: asked, approved on its page, and its answer collected', async (t) => {
  const scene = await openSignedIn(t);
  const { page, sandbox } = scene;
  await testAgent(scene);
  await page.goto(`${scene.url}/playground?agent=try-out`);
  await page.getByLabel('Operation').selectOption('create_customer');
  await page.getByLabel('name', { exact: false }).first().fill('Tomasz Nowak');
  await page.getByRole('button', { name: 'What would happen' }).click();
  await page.getByText('It would wait for a person').waitFor();
  await page.getByRole('button', { name: 'Really call' }).click();
  await page.getByRole('heading', { name: 'It waits for a person' }).waitFor();
  assert.deepEqual(await axeProblems(page), []);
  assert.equal(sandbox.stripe.service.effects.length, 0);

  const other = await page.context().newPage();
  await other.goto(
    scene.url + (await page.getByRole('link', { name: 'Open the request' }).getAttribute('href')),
  );
  await other.getByRole('button', { name: 'Approve', exact: false }).first().click({ delay: 50 });
  await page.getByRole('button', { name: 'Collect the answer' }).click();
  await page.getByRole('heading', { name: 'It was really sent' }).waitFor();
  await page.getByText('Tomasz Nowak').first().waitFor();
  assert.equal(sandbox.stripe.service.effects.length, 1);
  assert.deepEqual(await axeProblems(page), []);
  const [asked] = (await scene.entries()).filter(({ kind }) => kind === 'call.pending');
  assert.ok(asked);
  assert.equal((asked.entry.details as { entrance?: string }).entrance, 'playground');
});

test('a real agent cannot be played as: the button waits for one that was made for tests', async (t) => {
  const scene = await openSignedIn(t);
  await scene.agent();
  const { page } = scene;
  await page.goto(`${scene.url}/playground?agent=billing`);
  await page.getByRole('heading', { name: 'What would happen?' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Really call' }).isDisabled(), true);
  await page.getByRole('link', { name: 'add an agent for tests' }).waitFor();
});
