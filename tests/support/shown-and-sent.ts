import assert from 'node:assert/strict';
import type { Segment } from '@agentport/contract';
import { ENTRANCES, type Met } from './bad-input/entrances.ts';
import type { Entrance } from './bad-input/table.ts';
import type { TestGateway } from './gateway.ts';
import type { CleansUp } from './temp.ts';
import { until } from './until.ts';

export interface Question {
  readonly t: CleansUp;
  readonly gateway: TestGateway;
  readonly token: string;
  readonly entrance: Entrance;
  readonly operation: string;
  /** JSON text, sent as it stands */
  readonly args: string;
}

/** What the approver saw of each argument, by pointer, and what then arrived at the service. */
export interface ShownAndSent {
  readonly shown: ReadonlyMap<string, string>;
  readonly sent: Readonly<Record<string, string>>;
  readonly actionSha256: string;
}

/** Asks, looks at the page as an approver, approves, and reads what the service got; or the refusal that came at once. */
export async function askAndApprove(question: Question): Promise<ShownAndSent | Met> {
  const { t, gateway, token, entrance, operation, args } = question;
  const { operator, sandbox, url } = gateway;
  const asking = ENTRANCES[entrance]({ t, url, token, connection: 'stripe', operation, args });
  const first = await firstOf(gateway, asking);
  if ('form' in first) return first;
  const page = await operator.send('GET', `/api/v1/approvals/${first.id}`);
  const before = sandbox.stripe.recorder.count({ method: 'POST' });
  const approved = await operator.approve(first.id);
  assert.equal(approved.status, 200, approved.text);
  await asking;
  await until(() => sandbox.stripe.recorder.count({ method: 'POST' }) > before, {
    what: 'the call to leave',
  });
  const posts = sandbox.stripe.recorder.entries.filter(({ method }) => method === 'POST');
  assert.equal(posts.length, before + 1, 'exactly one call left');
  return {
    shown: new Map(page.body.display.rows.map((row: Row) => [row.pointer, textOf(row.value)])),
    sent: (posts.at(-1)?.body ?? {}) as Record<string, string>,
    actionSha256: page.body.action_sha256,
  };
}

interface Row {
  readonly pointer: string;
  readonly value: readonly Segment[];
}

/** What comes first: an end, or a question that waits for a person, whether the caller waits with it or not. */
async function firstOf(
  { operator }: TestGateway,
  asking: Promise<Met>,
): Promise<Met | { readonly id: string }> {
  let ended: Met | null = null;
  void asking.then(
    (met) => {
      if (met.form !== 202) ended = met;
    },
    () => undefined,
  );
  return until(
    async () => {
      if (ended) return ended;
      const listed = await operator.send('GET', '/api/v1/approvals?state=pending');
      return listed.body?.items?.[0] as { readonly id: string } | undefined;
    },
    { what: 'an answer or a question' },
  );
}

/** The text that a person reads from segments, with every escape put back to what it stands for. */
function textOf(segments: readonly Segment[]): string {
  return segments
    .map((segment) => {
      if (segment.t === 'text') return segment.v;
      if (segment.t === 'secret') return '[secret]';
      const character = String.fromCodePoint(Number.parseInt(segment.code.slice(2), 16));
      return character.repeat(segment.count ?? 1);
    })
    .join('');
}
