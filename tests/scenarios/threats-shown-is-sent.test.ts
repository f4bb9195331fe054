import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SEEDED } from '@agentport/sandbox';
import fc from 'fast-check';
import { request } from 'undici';
import type { Entrance } from '../support/bad-input/table.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { askAndApprove, type ShownAndSent } from '../support/shown-and-sent.ts';

const AT: readonly Entrance[] = ['facade', 'mcp_2025', 'mcp_2026'];

describe('what the approver saw is what was sent, whatever an agent writes', () => {
  const cleanups: (() => void)[] = [];
  const t = { after: (done: () => void) => void cleanups.push(done) };
  let gateway: TestGateway;
  const tokens = new Map<Entrance, string>();

  before(async () => {
    gateway = await startTestGateway(t);
    for (const entrance of AT) tokens.set(entrance, (await gateway.agent()).token);
  });
  after(async () => {
    for (const done of cleanups.reverse()) await done();
  });

  async function ask(entrance: Entrance, operation: string, args: string) {
    const token = tokens.get(entrance) ?? '';
    const result = await askAndApprove({ t, gateway, token, entrance, operation, args });
    if (!('form' in result)) return result;
    assert.ok(result.form === 'result' || Number(result.form) >= 400, `${args}: ${result.all}`);
    return null;
  }

  /** Shown and sent are one text; null and the refusal is fine where `mayRefuse`. */
  async function sameText(entrance: Entrance, args: string, field: string): Promise<ShownAndSent | null> {
    const result = await ask(entrance, 'create_customer', args);
    if (result) assert.equal(result.shown.get(`/${field}`), result.sent[field], args);
    return result;
  }

  for (const entrance of AT) {
    it(`T16 separators in neighbouring fields never make two calls alike, ${entrance}`, async () => {
      const digests = new Set<string>();
      const pairs = [
        ['a|b', 'c'],
        ['a', 'b|c'],
        ['a\n', 'b'],
        ['a', '\nb'],
        ['a"', ',"description":"b'],
        ['a&description=b', 'c'],
      ] as const;
      for (const [name, description] of pairs) {
        const result = await sameText(entrance, JSON.stringify({ name, description }), 'name');
        assert.ok(result, name);
        assert.equal(result.sent.description, description);
        assert.equal(result.shown.get('/description'), description);
        digests.add(result.actionSha256);
      }
      assert.equal(digests.size, pairs.length);
    });

    it(`T17 an argument given twice is refused before anybody is asked, ${entrance}`, async () => {
      for (const args of [
        '{"name":"Ada","name":"Eve"}',
        '{"name":"Ada","n\\u0061me":"Eve"}',
        '{"name":"Ada","metadata":{"a":"1","a":"2"}}',
      ]) {
        assert.equal(await ask(entrance, 'create_customer', args), null, args);
      }
    });

    it(`T18 a number is refused, or the digits shown are the digits sent, ${entrance}`, async () => {
      const numbers = [
        '1e3',
        '1001',
        '1002.0',
        '-0',
        '9007199254740993',
        '1.003e3',
        '1000.00000000000000001',
      ];
      let sent = 0;
      for (const amount of [...numbers, '9'.repeat(400), '0.1', '-5', '1E2', '01']) {
        const args = `{"charge":"${SEEDED.charge}","amount":${amount}}`;
        const result = await ask(entrance, 'create_refund', args);
        if (!result) continue;
        sent += 1;
        assert.equal(result.shown.get('/amount'), result.sent.amount, amount);
        assert.equal(Number(result.sent.amount), Number(amount));
        assert.match(String(result.sent.amount), /^[1-9]\d*$/);
      }
      assert.ok(sent > 0, 'a plain number is sent');
    });

    it(`T19 half characters and other encodings are refused, ${entrance}`, async () => {
      assert.equal(await ask(entrance, 'create_customer', '{"name":"\\ud800"}'), null);
      assert.equal(await ask(entrance, 'create_customer', '{"name":"a\\udc00b"}'), null);
      const path = entrance === 'facade' ? '/stripe/create_customer' : '/mcp';
      const text = '{"name":"Ada"}';
      const bodies: readonly (readonly [Buffer, string])[] = [
        [Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]), 'application/json'],
        [Buffer.from(text, 'utf16le'), 'application/json; charset=utf-16'],
        [Buffer.from(text), 'application/json; charset=iso-8859-1'],
        [Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc0, 0xaf, 0x22, 0x7d]), 'application/json'],
      ];
      for (const [body, contentType] of bodies) {
        const headers = { authorization: `Bearer ${tokens.get(entrance)}`, 'content-type': contentType };
        const answer = await request(`${gateway.url}${path}`, { method: 'POST', headers, body });
        const said = await answer.body.text();
        assert.ok(answer.statusCode === 400 || answer.statusCode === 415, `${contentType}: ${said}`);
      }
    });

    it(`T20 prototype keys are refused at any depth and change nothing, ${entrance}`, async () => {
      for (const args of [
        '{"__proto__":{"name":"Eve"}}',
        '{"name":"Ada","metadata":{"__proto__":"x"}}',
        '{"name":"Ada","constructor":{"prototype":{"effect":"allow"}}}',
      ]) {
        assert.equal(await ask(entrance, 'create_customer', args), null, args);
      }
      assert.equal(({} as Record<string, unknown>).effect, undefined);
    });
  }

  it('T16 T22 any text is shown as exactly the text that is sent', async () => {
    const nasty = fc.constantFrom(
      '\u202e',
      '\u200b',
      '\u0000',
      '\n',
      '\t',
      '|',
      '"',
      '\\',
      '&',
      '=',
      '+',
      '%',
      '😀',
      'é',
      'a',
      ' ',
    );
    const text = fc.array(nasty, { minLength: 1, maxLength: 30 }).map((list) => list.join(''));
    let [sent, run] = [0, 0];
    await fc.assert(
      fc.asyncProperty(text, async (part) => {
        run += 1;
        const name = `${part}${run}`; // the same text again would be the same call
        if (await sameText('facade', JSON.stringify({ name }), 'name')) sent += 1;
      }),
      { numRuns: 20 },
    );
    assert.ok(sent > 5, `${sent} of 20 were sent`);
  });

  it('and none of it left anything waiting or sent something twice', async () => {
    const listed = await gateway.operator.send('GET', '/api/v1/approvals?state=pending');
    assert.deepEqual(listed.body.items, []);
    const keys = gateway.sandbox.stripe.recorder.entries
      .map(({ idempotency_key }) => idempotency_key)
      .filter(Boolean);
    assert.equal(new Set(keys).size, keys.length);
  });
});
