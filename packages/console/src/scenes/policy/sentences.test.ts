import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sentencesOf } from './sentences.ts';

const own = { owner: 'console', place: null } as const;

test('a policy reads as sentences: who, what, where, and where each is changed', () => {
  const sentences = sentencesOf({
    ...{ number: 1, text: '', console_text: '' },
    tiers: [
      { agent: null, connection: 'stripe', operation: 'create_refund', effect: 'ask', source: own },
      {
        ...{ agent: 'robot', connection: 'github', operation: 'merge_*', effect: 'deny' },
        source: { owner: 'file', place: 'agentport.yaml:4' },
      },
    ],
    rules: [{ id: 'money', match: { risk: 'financial' }, effect: 'ask', step_up: true, source: own }],
    recipients: [{ connection: 'mail', allowed_domains: ['a.example'], ask_above: 5, source: own }],
  });
  assert.deepEqual(
    sentences.map(({ text, place }) => `${text} (${place})`),
    [
      'Every agent: every operation of risk financial, with a fresh second factor. Rule money. (this console)',
      'Every agent: create_refund on stripe. (this console)',
      'robot: every operation that fits merge_* on github. (agentport.yaml:4)',
      'mail asks about every recipient outside a.example, and about more than 5 at once. (this console)',
    ],
  );
});
