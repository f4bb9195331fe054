import path from 'node:path';
import { type Row, row } from '../harness/rows.ts';
import { benchYaml, onStage } from '../harness/stage.ts';
import type { PageTime } from '../processes/page-times.ts';

/** Entries in the log, smallest first: the growth of each list is read down a column. */
const SIZES = [10_000, 100_000, 1_000_000];
const PENDING = 10_000;
const TIMES = 30;

/** What a person's pages wait for, with 10,000 open questions and a log that grows to a million entries. */
export function pages(): Promise<Row[]> {
  return onStage(async (stage) => {
    const service = await stage.process<{ url: string }>('service');
    const home = stage.folder();
    const yaml = benchYaml(service.ready.url).replace('put_note: auto_approve', 'put_note: ask_approve');
    const gateway = await stage.gateway(yaml, { home });
    await askOnce(gateway.ready);
    await gateway.ask({ do: 'questions', count: PENDING });
    const reader = await stage.process<object>('page-times');
    const socket = path.join(home, 'state', 'data', 'control.sock');
    const rows: Row[] = [];
    let before = new Map<string, PageTime>();
    for (const size of SIZES) {
      await gateway.ask({ do: 'log', count: size });
      const { pages: seen, countedMs } = await reader.ask<{ pages: PageTime[]; countedMs: number }>({
        socket,
        times: TIMES,
      });
      const shown = size.toLocaleString('en-US');
      rows.push(row(`pages: log of ${shown} counted after`, countedMs / 1_000, 's'));
      for (const page of seen) {
        rows.push(row(`${page.name}, ${shown} entries, p95`, page.p95, 'ms', before.get(page.name)?.p95));
      }
      before = new Map(seen.map((page) => [page.name, page]));
    }
    return rows;
  });
}

/** The model for all the open questions: a real one, with its page sealed by the gateway. */
async function askOnce({ url, token }: { url: string; token: string }): Promise<void> {
  const answer = await fetch(`${url}/bench/put_note`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      prefer: 'respond-async',
    },
    body: JSON.stringify({ id: 1, text: 'a note that waits for a person' }),
  });
  if (answer.status !== 202) throw new Error(`the question was answered ${answer.status}`);
}
