import { median, ROUNDS } from '../harness/rounds.ts';
import { type Row, row } from '../harness/rows.ts';
import { onStage } from '../harness/stage.ts';

const WRITERS = [1, 16];

/** Durable entries: every one is flushed to disk before its writer goes on. */
export function audit(): Promise<Row[]> {
  return onStage(async (stage) => {
    const rows: Row[] = [];
    for (const writers of WRITERS) {
      const log = await stage.process<object>('audit-log', { folder: stage.folder() });
      const rounds: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push((await log.ask<{ perSecond: number }>({ writers, ms: 2_000 })).perSecond);
      }
      rows.push(row(`audit, ${writers} writers`, median(rounds), 'entries/s'));
    }
    return rows;
  });
}
