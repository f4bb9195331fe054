import type { NewId } from '../kernel/ids.ts';
import type { Tx } from '../storage/index.ts';
import type { AccountChange, NoticeTable } from '../storage/schema/notifications.ts';

/** A question as this room hears of it: its id and its agent, no content. */
export interface Asked {
  readonly approvalId: string;
  readonly agentId: string;
  /** ms UTC */
  readonly at: number;
}

/** Writes down, in the unit in which it happens, that people should hear of something. */
export interface Notices {
  asked(tx: Tx, question: Asked): Promise<void>;
  /** answered, expired, withdrawn or stopped: whoever was told should not come for nothing */
  ended(tx: Tx, question: Asked): Promise<void>;
  /** a person hears of it at their own address and in their own browsers, and nobody else does */
  accountChanged(tx: Tx, change: { operatorId: string; what: AccountChange; at: number }): Promise<void>;
}

export function createNotices(parts: { readonly org: string; readonly newId: NewId }): Notices {
  const { org, newId } = parts;
  const write = (kind: 'asked' | 'ended') => (tx: Tx, question: Asked) => {
    const about = { approval_id: question.approvalId, agent_id: question.agentId };
    return insertNotice(tx, { id: newId('ntc'), org, kind, ...about, created_at: question.at });
  };
  return {
    asked: write('asked'),
    ended: write('ended'),
    accountChanged: (tx, { operatorId, what, at }) => {
      const about = { operator_id: operatorId, change: what };
      return insertNotice(tx, { id: newId('ntc'), org, kind: 'account', ...about, created_at: at });
    },
  };
}

type NewNotice = Pick<NoticeTable, 'id' | 'org' | 'kind' | 'created_at'> & Partial<NoticeTable>;

export async function insertNotice(tx: Tx, notice: NewNotice): Promise<void> {
  const nothing = { approval_id: null, channel_id: null, agent_id: null, operator_id: null, change: null };
  await tx
    .insertInto('notices')
    .values({ ...nothing, fanned_out: 0, ...notice })
    .execute();
}
