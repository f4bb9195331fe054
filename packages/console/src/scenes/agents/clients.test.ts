import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CLIENTS } from './clients.ts';

/** The guides are tried by tests of their own; what the page shows must be what they say. */
const GUIDES = new URL('../../../../../docs/guides/clients/', import.meta.url);
const URL_OF_GUIDES = 'http://localhost:3000';
const packed = (text: string) => text.replaceAll('$AGENTPORT_URL', URL_OF_GUIDES).replaceAll(/[\s"\\]+/g, '');

for (const client of CLIENTS.filter(({ id }) => id !== 'stdio')) {
  test(`what the page shows for ${client.name} stands in its guide, word for word`, () => {
    const guide = packed(readFileSync(new URL(`${client.id}.md`, GUIDES), 'utf8'));
    for (const { text } of client.steps(URL_OF_GUIDES)) {
      const shown = packed(text).replace('/v1/operations-H', '/v1/operations?connection=stripe-H');
      assert.ok(guide.includes(shown), text);
    }
  });
}

test('no configuration carries a token: it is named, never written out', () => {
  for (const client of CLIENTS) {
    for (const { text } of client.steps(URL_OF_GUIDES)) assert.doesNotMatch(text, /ap_agent_/);
  }
});
