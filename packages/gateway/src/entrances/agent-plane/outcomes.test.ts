import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { outcomeToHttp, outcomeToMcp } from '@agentport/contract';
import type { Outcome } from '@agentport/engine';
import { DENIED, openStage, released, type Stage } from './stage.fixture.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const problem = (code: string) => ({ code, message: 'Do this next.' });

/** Every end of a call but waiting, which each entrance does in its own way. */
const OUTCOMES: readonly Outcome[] = [
  released({ id: 'cus_1' }),
  released([1, 2, 3]),
  { ...(released('once more') as Extract<Outcome, { kind: 'released' }>), replayed: true },
  DENIED,
  { kind: 'withheld', callId: 'cal_1', problem: problem('reply_withheld') },
  { kind: 'held', callId: 'cal_1', until: 1_700_000_000_000 },
  {
    kind: 'failed',
    callId: 'cal_1',
    problem: problem('upstream_error'),
    upstreamStatus: 402,
    reply: {
      status: 402,
      headers: [],
      parts: [{ kind: 'json', value: { error: 'card_declined' } }],
      is_error: true,
    },
  },
  {
    kind: 'failed',
    callId: 'cal_1',
    problem: problem('upstream_unreachable'),
    upstreamStatus: null,
    reply: null,
  },
  { kind: 'outcome_unknown', callId: 'cal_1', problem: problem('outcome_unknown') },
  ...['unknown_connection', 'unknown_operation', 'invalid_arguments', 'idempotency_conflict', 'sealed'].map(
    (code) => ({ kind: 'refused', callId: 'cal_1', problem: problem(code) }) as const,
  ),
];

for (const outcome of OUTCOMES) {
  const name = 'problem' in outcome ? `${outcome.kind} ${outcome.problem.code}` : outcome.kind;

  test(`${name}: the facade answers the row of the outcome table`, async () => {
    stage.play(() => outcome);
    const response = await fetch(`${stage.url}/stripe/create_refund`, {
      method: 'POST',
      headers: { authorization: 'Bearer token-a' },
    });
    const row = outcomeToHttp(outcome);
    assert.equal(response.status, row.status);
    assert.deepEqual(await response.json(), row.body);
    for (const [header, value] of Object.entries(row.headers)) {
      assert.equal(response.headers.get(header), value);
    }
  });

  test(`${name}: MCP answers the row of the outcome table`, async () => {
    stage.play(() => outcome);
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const response = await fetch(`${stage.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer token-a',
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'stripe__create_refund',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'stripe__create_refund', arguments: {}, _meta: meta },
      }),
    });
    const { result } = (await response.json()) as { result: Record<string, unknown> };
    const row = JSON.parse(JSON.stringify(outcomeToMcp(outcome)));
    assert.deepEqual(result.content, row.content);
    assert.deepEqual(result.structuredContent, row.structuredContent);
    assert.equal(result.isError, row.isError);
    assert.equal(result.resultType, 'complete');
  });

  test(`${name}: an agent that comes back for an approval gets the same answer, once`, async () => {
    stage.approvals.ask('agt_a', 'apr_1');
    stage.approvals.answer('apr_1', outcome.kind === 'released' ? 'succeeded' : 'failed', outcome);
    const read = async () => {
      const response = await fetch(`${stage.url}/v1/approvals/apr_1`, {
        headers: { authorization: 'Bearer token-a' },
      });
      return (await response.json()) as { outcome?: unknown };
    };
    assert.deepEqual((await read()).outcome, outcomeToHttp(outcome).body);
    assert.equal('outcome' in (await read()), false);
  });
}
