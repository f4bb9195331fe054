import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startProcess } from '../support/process.ts';
import { openClientStage } from './clients-stage.fixture.ts';

const GUIDE = readFileSync(new URL('../../docs/guides/connect-an-agent.md', import.meta.url), 'utf8');

const blocks = (language: string) =>
  [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text]) => text ?? '',
  );

test('every JSON configuration of the guide is JSON and names the gateway', () => {
  const configurations = blocks('json');
  assert.equal(configurations.length, 6);
  for (const text of configurations) assert.match(JSON.stringify(JSON.parse(text)), /localhost:3000/);
});

test('the requests of the guide do what it says: list, run, ask', async (t) => {
  const stage = await openClientStage(t);
  const { id, token } = await stage.gateway.agent();
  const said: string[] = [];
  for (const script of blocks('sh run')) {
    const child = startProcess({
      command: 'sh',
      args: ['-c', script],
      env: { AGENTPORT_URL: stage.gateway.url, AGENTPORT_TOKEN: token },
    });
    assert.equal((await child.exited).code, 0, child.stderr());
    said.push(child.stdout());
  }
  const [listed, ran, asked] = said;
  assert.match(listed ?? '', /"create_refund"/);
  assert.match(ran ?? '', /@example\.com/);
  const [approval] = await stage.questions(id);
  assert.match(asked ?? '', new RegExp(`^HTTP/1.1 202[\\s\\S]*location: \\S*/v1/approvals/${approval}`, 'i'));
  const shown = await stage.gateway.operator.send('GET', `/api/v1/approvals/${approval}`);
  assert.match(shown.text, /ordered twice/);
});
