import type { DisplayModel } from '@agentport/engine';
import { Fault } from '../kernel/fault.ts';
import type { Database } from '../storage/database.ts';
import type { CallState, CallTable } from '../storage/schema/calls.ts';
import { callRow, connectionRow } from '../storage/testing.ts';
import { agentRow, approvalRow, operatorRow, reviewRow } from './stored-call.fixture.ts';

/** Agent `agt_1`, connection `con_1` and approver `opr_1`, for questions about them. */
export function insertAsker(db: Database, now: number): Promise<void> {
  return db.unit(async (tx) => {
    await tx.insertInto('agents').values(agentRow(now)).execute();
    await tx.insertInto('connections').values(connectionRow()).execute();
    await tx.insertInto('operators').values(operatorRow(now)).execute();
  });
}

interface AskedNow {
  readonly number: number;
  readonly state: CallState;
  readonly now: number;
  /** answered by `opr_1` */
  readonly answer?: 'approve' | 'deny';
  readonly call?: Partial<CallTable>;
}

/** `apr_0001` about `cal_0001`, whose page is the payload `pay_0001`. */
export function insertAsked(db: Database, { number, state, now, answer, call }: AskedNow): Promise<void> {
  const name = String(number).padStart(4, '0');
  const id = `cal_${name}`;
  const approval = approvalRow({
    id: `apr_${name}`,
    call_id: id,
    approve_before: now + 1_800_000,
    display_payload: `pay_${name}`,
    display_version: 2,
    decided_at: answer ? now : null,
  });
  return db.unit(async (tx) => {
    await tx
      .insertInto('calls')
      .values(callRow({ id, state, created_at: now, intent_sha256: id, ...call }))
      .execute();
    await tx.insertInto('approvals').values(approval).execute();
    if (!answer) return;
    const review = reviewRow(approval, { id: `rev_${name}`, answer, created_at: now });
    await tx.insertInto('reviews').values(review).execute();
  });
}

/** A vault that holds pages with one value each, and counts how often it was asked. */
export function pagesOf(values: Readonly<Record<string, string>>) {
  const opened: string[] = [];
  const payloads = {
    async get(id: string) {
      opened.push(id);
      const value = values[id];
      if (value === undefined) throw new Fault('not_found', 'This content is not stored any more.');
      return { plaintext: Buffer.from(JSON.stringify(page(value))), commitment: '' };
    },
  };
  return { opened, vault: { payloads } as never };
}

function page(value: string): Partial<DisplayModel> {
  const row = { pointer: '/colour', type: 'string', value: [{ t: 'text', v: value }], omitted: 0, flags: [] };
  return { title: [], rows: [row as never] };
}
