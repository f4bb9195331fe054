import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Refused } from '@agentport/engine';
import type { AuthenticatedAgent } from '../agents/index.ts';
import { testClock } from '../storage/testing.ts';
import { guardAgainstGuessing } from './wrong-tokens.ts';

const AGENT: AuthenticatedAgent = {
  kind: 'authenticated',
  agent: { kind: 'agent', id: 'agt_1', org: 'default', name: 'ada', epoch: 0 },
  tokenId: 'tok_1',
  tools: 'auto',
};
const WRONG: Refused = { kind: 'refused', callId: null, problem: { code: 'token_invalid', message: 'No.' } };

function stage() {
  const clock = testClock();
  const seen = { looked: 0, refused: 0 };
  const authenticate = guardAgainstGuessing(
    async (token) => {
      seen.looked += 1;
      return token === 'right' || token === 'also right' ? AGENT : WRONG;
    },
    { clock, max: () => 60, onRefused: () => void seen.refused++ },
  );
  const guess = async (times: number, address: string) => {
    for (let index = 0; index < times; index++) await authenticate(`guess ${index}`, address);
  };
  return { clock, seen, authenticate, guess };
}

test('a flood of wrong tokens is looked up sixty times a minute, and told how long to wait', async () => {
  const { clock, seen, authenticate, guess } = stage();
  await guess(10_000, '192.0.2.1');
  assert.deepEqual(seen, { looked: 60, refused: 9_940 });
  const refused = await authenticate('another', '192.0.2.1');
  assert.ok(refused.kind === 'refused');
  assert.equal(refused.problem.code, 'too_many_wrong_tokens');
  assert.equal(refused.problem.details?.retry_after_s, 60);
  clock.advance(60_000);
  assert.equal((await authenticate('right', '192.0.2.1')).kind, 'authenticated');
});

test('whoever works behind the address of a guesser goes on working', async () => {
  const { authenticate, guess } = stage();
  assert.equal((await authenticate('right', '192.0.2.1')).kind, 'authenticated');
  await guess(1_000, '192.0.2.1');
  assert.equal((await authenticate('right', '192.0.2.1')).kind, 'authenticated');
  assert.equal((await authenticate('also right', '198.51.100.7')).kind, 'authenticated');
  assert.equal((await authenticate('also right', '192.0.2.1')).kind, 'authenticated');
});

test('T83 the addresses of one IPv6 /64 are one address', async () => {
  const { seen, authenticate } = stage();
  for (let host = 1; host <= 500; host++)
    await authenticate(`guess ${host}`, `2001:db8::${host.toString(16)}`);
  assert.equal(seen.looked, 60);
  await authenticate('guess', '2001:db8:0:1::1');
  assert.equal(seen.looked, 61);
});

test('this machine itself, and requests without a token, are not counted', async () => {
  const { seen, authenticate, guess } = stage();
  for (let index = 0; index < 200; index++) await authenticate('guess', null);
  for (let index = 0; index < 200; index++) await authenticate(null, '192.0.2.1');
  assert.equal(seen.refused, 0);
  await guess(1, '192.0.2.1');
});
