import type { NewId } from '../kernel/ids.ts';
import type { Tx } from '../storage/index.ts';
import type { NoticeTable } from '../storage/schema.ts';

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
}

export function createNotices(parts: { readonly org: string; readonly newId: NewId }): Notices {
  const write = (kind: 'asked' | 'ended') => (tx: Tx, question: Asked) =>
    insertNotice(tx, {
      id: parts.newId('ntc'),
      org: parts.org,
      kind,
      approval_id: question.approvalId,
      channel_id: null,
      agent_id: question.agentId,
      created_at: question.at,
      fanned_out: 0,
    });
  return { asked: write('asked'), ended: write('ended') };
}

export async function insertNotice(tx: Tx, row: NoticeTable): Promise<void> {
  await tx.insertInto('notices').values(row).execute();
}
