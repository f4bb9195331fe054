import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Action } from '../action/action.ts';
import { sha256Hex } from '../action/digest.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import type { Segment } from './escape.ts';
import type { DisplayInput } from './model.ts';
import { displayDigest, render } from './render.ts';
import { parseTemplate } from './title.ts';

const action = (args: JsonObject): Action => ({
  v: 1,
  instance: 'ins_1',
  org: 'default',
  agent: 'agt_1',
  session: null,
  connection: { id: 'con_1', version: 1 },
  integration: { id: 'stripe', version: '1', definition_sha256: 'd'.repeat(64) },
  operation: 'create_refund',
  args,
  wire: {
    kind: 'http',
    method: 'POST',
    origin: 'https://api.stripe.example',
    path: '/v1/refunds',
    query: [['expand[]', 'charge']],
    headers: [['content-type', 'application/x-www-form-urlencoded']],
    body_sha256: 'b'.repeat(64),
    body_bytes: 33,
  },
  policy: { version: 1 },
  risk: 'financial',
  created_at: 1_767_225_600_000,
  nonce: 'n',
  approve_before: 1_767_227_400_000,
});

const input = (args: JsonObject, rest: Partial<DisplayInput> = {}): DisplayInput => ({
  action: action(args),
  actionSha256: 'a'.repeat(64),
  agentName: 'ada',
  connectionName: 'stripe',
  integrationTitle: 'Stripe',
  operationTitle: 'Create a refund',
  templates: ['Refund {amount:money} of charge {charge}', 'Refund charge {charge} in full'],
  parameters: [
    { pointer: '/charge', title: 'Charge', format: 'text', currency: null },
    { pointer: '/amount', title: 'Amount', format: 'money', currency: { lookup: 'currency' } },
  ],
  lookups: [{ id: 'currency', label: 'Currency of the charge', value: 'eur', at: 1_767_225_600_000 }],
  note: null,
  secrets: {},
  reasons: [{ code: 'default_risk', detail: 'Risk: financial.' }],
  ...rest,
});

const plain = (segments: readonly Segment[]): string =>
  segments
    .map((s) => (s.t === 'text' ? s.v : s.t === 'escape' ? `<${s.code}x${s.count}>` : '<secret>'))
    .join('');
const titleText = (model: ReturnType<typeof render>) => model.title.map((p) => plain(p.value)).join('');

describe('render', () => {
  test('encoded content is marked as what nobody can read; digests, ids and long texts are not', () => {
    const file = Buffer.alloc(600, 7).toString('base64');
    const flagsOf = (args: JsonObject) => {
      const parameters = [{ pointer: '/declared', title: null, format: 'base64' as const, currency: null }];
      return Object.fromEntries(
        render(input(args, { parameters })).rows.map((row) => [row.pointer, row.flags]),
      );
    };
    assert.deepEqual(
      flagsOf({
        declared: 'AAEC',
        file,
        image: 'data:image/png;base64,iVBORw0KGgo=',
        digest: 'ab'.repeat(32),
        letter: 'Dear all, '.repeat(60),
      }),
      {
        '/declared': ['uninspectable'],
        '/digest': [],
        '/file': ['long', 'uninspectable'],
        '/image': ['uninspectable'],
        '/letter': ['long'],
      },
    );
    assert.deepEqual(
      render(input({ file })).warnings.map(({ code }) => code),
      ['long', 'uninspectable'],
    );
  });

  test('the first template whose arguments are all present is the title, and money is explained', () => {
    const model = render(input({ charge: 'ch_1', amount: 124_000 }));
    assert.equal(titleText(model), 'Refund €1,240.00 of charge ch_1');
    assert.deepEqual(
      model.rows.map((row) => [row.pointer, row.title, plain(row.value), row.meaning, row.type]),
      [
        ['/charge', 'Charge', 'ch_1', null, 'string'],
        ['/amount', 'Amount', '124000', '€1,240.00', 'number'],
      ],
    );
    assert.equal(titleText(render(input({ charge: 'ch_1' }))), 'Refund charge ch_1 in full');
    assert.equal(titleText(render(input({}))), 'Create a refund');
  });

  test('an amount whose currency is not certain is never written as money', () => {
    const model = render(input({ charge: 'ch_1', amount: 124_000 }, { lookups: [] }));
    assert.equal(titleText(model), 'Refund charge ch_1 in full');
    assert.equal(model.rows[1]?.meaning, null);
  });

  test('what the agent sends never becomes part of the template, however it is written', () => {
    const model = render(input({ charge: 'ch_1 {amount} in full. Approved by security', amount: 5 }));
    assert.deepEqual(
      model.title.map((part) => part.source),
      ['template', 'argument', 'template', 'argument'],
    );
    assert.equal(plain(model.title[3]?.value ?? []), 'ch_1 {amount} in full. Approved by security');
  });

  test('the same stored input gives the same digest, whatever order its objects were built in', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).map((v) => v as JsonValue);
    const reorder = (v: JsonValue): JsonValue => {
      if (v === null || typeof v !== 'object') return v;
      if (Array.isArray(v)) return v.map(reorder);
      return Object.fromEntries(
        Object.entries(v)
          .toReversed()
          .map(([k, m]) => [k, reorder(m)]),
      );
    };
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { maxKeys: 5, noNullPrototype: true }), (args) => {
        const digest = displayDigest(render(input(args)));
        assert.match(digest, /^[0-9a-f]{64}$/);
        assert.equal(displayDigest(render(input(reorder(args) as JsonObject))), digest);
      }),
    );
  });

  test('a different argument, note, lookup or header is shown differently', () => {
    const base = displayDigest(render(input({ charge: 'ch_1' })));
    const others = [
      input({ charge: 'ch_2' }),
      input({ charge: 'ch_1', extra: 1 }),
      input({ charge: 'ch_1' }, { note: 'please' }),
      input({ charge: 'ch_1' }, { lookups: [] }),
      input({ charge: 'ch_1' }, { agentName: 'bob' }),
    ].map((other) => displayDigest(render(other)));
    assert.equal(new Set([base, ...others]).size, 6);
  });

  test('T22 a hidden character or a mixed alphabet marks its row and is repeated among the warnings', () => {
    const model = render(input({ charge: 'ch_\u200b1', payee: 'pаypal', to: 'a\u202eb' }));
    assert.deepEqual(model.warnings, [
      { code: 'hidden_character', pointer: '/charge' },
      { code: 'mixed_script', pointer: '/payee' },
      { code: 'hidden_character', pointer: '/to' },
    ]);
    assert.deepEqual(render(input({ 'ke\u202ey': 1 })).rows[0]?.flags, ['hidden_character']);
  });

  test('T23 padding is counted, a long text is closed with its length and digest, a huge one is cut with the count', () => {
    const padded = render(input({ charge: `ok${' '.repeat(2_000)}rm -rf` })).rows[0];
    assert.deepEqual(padded?.flags, ['padding', 'long']);
    assert.equal(plain(padded?.value ?? []), 'ok<U+0020x2000>rm -rf');
    const text = `${'x'.repeat(5_000_000)}END`;
    const huge = render(input({ charge: text })).rows[0];
    assert.equal(huge?.collapsed, true);
    assert.equal(huge?.length, 5_000_003);
    assert.equal(huge?.bytes, 5_000_003);
    assert.equal(huge?.sha256, sha256Hex(text));
    assert.equal(huge?.omitted, 5_000_003 - 20_000);
    assert.ok(plain(huge?.value ?? []).endsWith('END'));
    assert.equal(render(input({ charge: 'x'.repeat(400) })).rows[0]?.collapsed, false);
  });

  test('T23 what hides in the cut middle of a huge text still marks its row', () => {
    const row = render(input({ charge: `${'x'.repeat(30_000)}\u202e${'x'.repeat(30_000)}` })).rows[0];
    assert.deepEqual(row?.flags, ['hidden_character', 'long']);
  });

  test('T71 rows beyond the limit are counted and warned about, never dropped silently', () => {
    const model = render(input({ list: Array.from({ length: 2_000 }, (_, i) => i) }));
    assert.equal(model.rows.length, 500);
    assert.equal(model.rows_omitted, 1_501);
    assert.deepEqual(model.warnings.at(-1), { code: 'rows_omitted', pointer: '' });
  });

  test('T24 HTML, Markdown, mrkdwn and links stay literal text in values, names, notes and agent names', () => {
    for (const text of [
      '<script>alert(1)</script>',
      '<img src=x onerror=1>',
      '[ok](https://evil.example)',
      '<!channel> *bold*',
      'mailto:a@b.example',
      '&lt;b&gt;',
      'javascript:alert(1)',
      '```x```',
      '{{constructor}}',
    ]) {
      const model = render(input({ charge: text, [text]: 1 }, { note: text, agentName: text }));
      assert.deepEqual(model.rows[0]?.value, [{ t: 'text', v: text }]);
      assert.deepEqual(model.rows[1]?.name, [{ t: 'text', v: text }]);
      assert.deepEqual(model.note, { value: [{ t: 'text', v: text }], omitted: 0 });
      assert.deepEqual(model.agent, [{ t: 'text', v: text }]);
    }
  });

  test('T25 the words of the agent appear in the note and nowhere else', () => {
    const note = 'Already approved by security, press Approve';
    const { note: shown, ...rest } = render(input({ charge: 'ch_1' }, { note }));
    assert.equal(plain(shown?.value ?? []), note);
    assert.equal(JSON.stringify(rest).includes('approved by security'), false);
    const long = render(input({}, { note: `${'y'.repeat(9_000)}END` })).note;
    assert.equal(long?.omitted, 9_003 - 2_000);
  });

  test('a secret argument is a mark everywhere: rows, title, URL, headers, lookups and note', () => {
    const secret = 'sk_test_canary_00000000 not/real';
    const base = input({ charge: secret, nested: { key: secret } });
    const model = render({
      ...base,
      action: {
        ...base.action,
        wire: {
          ...base.action.wire,
          kind: 'http',
          method: 'GET',
          origin: 'https://api.stripe.example',
          path: `/v1/${encodeURIComponent(secret)}`,
          query: [['q', secret]],
          headers: [['x-note', secret]],
          body_sha256: 'b'.repeat(64),
          body_bytes: 0,
        },
      },
      secrets: {
        '/charge': { length: secret.length, fingerprint: 'k7-9f2c' },
        '/nested': { length: 50, fingerprint: 'k7-0000' },
      },
      note: `use ${secret}`,
      lookups: [{ id: 'x', label: 'Echo', value: { secret }, at: 1 }],
    });
    assert.equal(JSON.stringify(model).includes('canary'), false);
    assert.deepEqual(model.rows[0]?.value, [{ t: 'secret', length: secret.length, fingerprint: 'k7-9f2c' }]);
    assert.deepEqual(
      model.rows.map((row) => [row.pointer, row.flags, row.sha256, row.bytes]),
      [
        ['/charge', ['secret'], null, null],
        ['/nested', ['secret'], null, null],
      ],
    );
    assert.equal(titleText(model), 'Refund charge <secret> in full');
  });

  test('an MCP call shows server, tool and both digests', () => {
    const base = input({ q: 'x' });
    const wire = {
      kind: 'mcp' as const,
      server_url: 'https://mcp.example/mcp',
      tool: 'search\u200b',
      tool_sha256: 't'.repeat(64),
      arguments_sha256: 'c'.repeat(64),
    };
    const { target } = render({ ...base, action: { ...base.action, wire } });
    assert.equal(target.kind, 'mcp');
    assert.equal(target.kind === 'mcp' && plain(target.tool), 'search<U+200Bx1>');
  });
});

describe('parseTemplate', () => {
  test('placeholders are arguments with a format from the closed list', () => {
    assert.deepEqual(parseTemplate('Pay {amount:money} to {payee/name}'), [
      { kind: 'text', text: 'Pay ' },
      { kind: 'placeholder', pointer: '/amount', format: 'money' },
      { kind: 'text', text: ' to ' },
      { kind: 'placeholder', pointer: '/payee/name', format: 'text' },
    ]);
    assert.deepEqual(parseTemplate('{/a:unix_seconds}'), [
      { kind: 'placeholder', pointer: '/a', format: 'unix_seconds' },
    ]);
  });

  test('an unknown format or a stray brace is refused', () => {
    for (const template of ['{a:html}', '{a', 'a}', '{}', '{a b}', '{{a}}']) {
      assert.throws(() => parseTemplate(template), RangeError, template);
    }
  });
});
