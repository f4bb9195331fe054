import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome, Reply } from '@agentport/engine';
import fc from 'fast-check';
import { ERRORS, type ErrorCode } from './codes.ts';
import { outcomeToExit, outcomeToHttp } from './outcome.ts';
import { APPROVAL_META, outcomeToMcp } from './outcome-mcp.ts';
import { pendingBody, releasedBody } from './shapes/agent-plane.ts';

const problem = { code: 'denied', message: 'Ask your operator.' };
const reply = (...parts: Reply['parts']): Reply => ({ status: 200, headers: [], parts, is_error: false });

/** One row for each end of a call: what every entrance must make of it. */
const TABLE: readonly {
  outcome: Outcome;
  status: number;
  exit: 0 | 1 | 2;
  mcpError: boolean;
}[] = [
  {
    outcome: {
      kind: 'released',
      callId: 'cal_1',
      replayed: false,
      reply: reply({ kind: 'json', value: { a: 1 } }),
    },
    status: 200,
    exit: 0,
    mcpError: false,
  },
  {
    outcome: {
      kind: 'pending',
      callId: 'cal_2',
      approval: {
        id: 'apr_1',
        url: 'http://localhost:3000/approvals/apr_1',
        approve_before: 0,
        retry_after_s: 5,
      },
    },
    status: 202,
    exit: 2,
    mcpError: false,
  },
  { outcome: { kind: 'held', callId: 'cal_3', until: 1000 }, status: 202, exit: 2, mcpError: false },
  {
    outcome: { kind: 'denied', callId: 'cal_4', reasons: [{ code: 'tier_connection' }], problem },
    status: 403,
    exit: 1,
    mcpError: true,
  },
  {
    outcome: { kind: 'withheld', callId: 'cal_5', problem: { code: 'reply_withheld', message: 'Ask.' } },
    status: 502,
    exit: 1,
    mcpError: true,
  },
  {
    outcome: {
      kind: 'failed',
      callId: 'cal_6',
      problem: { code: 'upstream_error', message: 'Read it.' },
      upstreamStatus: 402,
      reply: reply({ kind: 'json', value: { error: 'card_declined' } }),
    },
    status: 502,
    exit: 1,
    mcpError: true,
  },
  {
    outcome: {
      kind: 'failed',
      callId: 'cal_7',
      problem: { code: 'upstream_rate_limited', message: 'Wait.', details: { retry_after_s: 7 } },
      upstreamStatus: 429,
      reply: null,
    },
    status: 429,
    exit: 1,
    mcpError: true,
  },
  {
    outcome: { kind: 'outcome_unknown', callId: 'cal_8', problem: { code: 'outcome_unknown', message: 'x' } },
    status: 424,
    exit: 1,
    mcpError: true,
  },
  ...(Object.keys(ERRORS) as ErrorCode[])
    .filter((code) => code !== 'approval_pending')
    .map((code) => ({
      outcome: { kind: 'refused', callId: null, problem: { code, message: 'Do this.' } } as const,
      status: ERRORS[code],
      exit: 1 as const,
      mcpError: true,
    })),
];

for (const { outcome, status, exit, mcpError } of TABLE) {
  const name = outcome.kind === 'refused' ? `refused ${outcome.problem.code}` : outcome.kind;

  test(`${name} is ${status} over HTTP, exit ${exit}, ${mcpError ? 'an error' : 'a normal result'} in MCP`, () => {
    const http = outcomeToHttp(outcome);
    const mcp = outcomeToMcp(outcome);
    assert.equal(http.status, status);
    assert.equal(outcomeToExit(outcome), exit);
    assert.equal(mcp.isError === true, mcpError);
    assert.equal(http.headers['AgentPort-Call'], outcome.callId ?? undefined);
    if (mcpError) assert.deepEqual(mcp.structuredContent, http.body);
  });
}

test('a released and a pending answer fit the published shapes', () => {
  const bodies = TABLE.map(({ outcome }) => [outcome.kind, outcomeToHttp(outcome).body] as const);
  for (const [kind, body] of bodies) {
    if (kind === 'released') assert.deepEqual(releasedBody.parse(body), body);
    if (kind === 'pending') assert.deepEqual(pendingBody.parse(body), body);
  }
});

test('a pending answer says where to look, when to come back, and what was preferred and honoured', () => {
  const pending = TABLE.find(({ outcome }) => outcome.kind === 'pending');
  assert.ok(pending);
  const { headers } = outcomeToHttp(pending.outcome, 'wait=10');
  assert.equal(headers.Location, '/v1/approvals/apr_1');
  assert.equal(headers['Retry-After'], '5');
  assert.equal(headers['Preference-Applied'], 'wait=10');
});

test('a pending MCP result carries the one pending object and tells the model the next call', () => {
  const pending = TABLE.find(({ outcome }) => outcome.kind === 'pending');
  assert.ok(pending);
  const mcp = outcomeToMcp(pending.outcome);
  assert.deepEqual(mcp._meta?.[APPROVAL_META], outcomeToHttp(pending.outcome).body);
  const [text] = mcp.content;
  assert.ok(text?.type === 'text');
  assert.match(text.text, /await_approval with \{"id": "apr_1"\}/);
  assert.match(text.text, /http:\/\/localhost:3000\/approvals\/apr_1/);
});

test('an unknown outcome is never retryable and never a 5xx', () => {
  const unknown = TABLE.find(({ outcome }) => outcome.kind === 'outcome_unknown');
  assert.ok(unknown);
  const { body } = outcomeToHttp(unknown.outcome);
  assert.ok('error' in body);
  assert.equal(body.error.retryable, false);
});

test('a failure carries the status of the service, what it said, and how long to wait', () => {
  const [declined, limited] = TABLE.filter(({ outcome }) => outcome.kind === 'failed');
  assert.ok(declined && limited);
  const body = outcomeToHttp(declined.outcome).body;
  assert.ok('error' in body);
  assert.deepEqual(body.error.details, { upstream_status: 402, upstream_reply: { error: 'card_declined' } });
  assert.equal(outcomeToHttp(limited.outcome).headers['Retry-After'], '7');
});

test('a code outside the list shows neither its sentence nor its details', () => {
  const outcome: Outcome = {
    kind: 'refused',
    callId: null,
    problem: { code: 'oops', message: 'SELECT * FROM secrets', details: { dsn: 'x' } },
  };
  for (const shown of [outcomeToHttp(outcome), outcomeToMcp(outcome)]) {
    assert.doesNotMatch(JSON.stringify(shown), /SELECT|dsn/);
  }
  assert.equal(outcomeToHttp(outcome).status, 500);
});

test('a JSON reply and its text twin are one value, whatever it holds', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const json = JSON.parse(JSON.stringify(value));
      const mcp = outcomeToMcp({
        kind: 'released',
        callId: 'cal_1',
        replayed: false,
        reply: reply({ kind: 'json', value: json }),
      });
      const [text] = mcp.content;
      assert.ok(text?.type === 'text');
      assert.deepEqual(JSON.parse(text.text), json);
      assert.deepEqual(mcp.structuredContent, json);
    }),
  );
});

test('every kind of part passes through MCP and HTTP', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const parts: Reply['parts'] = [
    { kind: 'text', text: 'hello' },
    { kind: 'text', text: 'inside', resource: { uri: 'test://a', mime: 'text/plain' } },
    { kind: 'binary', mime: 'image/png', bytes },
    { kind: 'binary', mime: 'audio/wav', bytes },
    { kind: 'binary', mime: 'application/pdf', bytes, uri: 'test://pdf' },
    { kind: 'binary', mime: 'application/zip', bytes },
    { kind: 'link', uri: 'https://example.test/files/report.csv', mime: null },
  ];
  const outcome: Outcome = { kind: 'released', callId: 'cal_1', replayed: false, reply: reply(...parts) };
  assert.deepEqual(outcomeToMcp(outcome).content, [
    { type: 'text', text: 'hello' },
    { type: 'resource', resource: { uri: 'test://a', mimeType: 'text/plain', text: 'inside' } },
    { type: 'image', data: 'AQID', mimeType: 'image/png' },
    { type: 'audio', data: 'AQID', mimeType: 'audio/wav' },
    { type: 'resource', resource: { uri: 'test://pdf', mimeType: 'application/pdf', blob: 'AQID' } },
    {
      type: 'resource',
      resource: { uri: 'agentport://calls/cal_1/parts/5', mimeType: 'application/zip', blob: 'AQID' },
    },
    { type: 'resource_link', name: 'report.csv', uri: 'https://example.test/files/report.csv' },
  ]);
  const body = outcomeToHttp(outcome).body as { result: unknown[] };
  assert.equal(body.result.length, parts.length);
  assert.deepEqual(body.result[2], { type: 'binary', mime: 'image/png', base64: 'AQID' });
});

test('a reply without a body is null', () => {
  const outcome: Outcome = { kind: 'released', callId: 'cal_1', replayed: false, reply: reply() };
  assert.equal((outcomeToHttp(outcome).body as { result: unknown }).result, null);
  assert.deepEqual(outcomeToMcp(outcome).content, []);
});
