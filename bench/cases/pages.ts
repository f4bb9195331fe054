import { type Row, row } from '../harness/rows.ts';
import { askNote, benchYaml, onStage } from '../harness/stage.ts';
import type { AskedPage, PageTime } from '../processes/page-times.ts';

/** Entries in the log, smallest first: the growth of each page is read down a column. */
const SIZES = [0, 10_000, 100_000, 1_000_000];
const WAITING = 10_000;
const DECIDED = 100_000;
const TIMES = 30;
/** What a page may take, ms. */
const MARK_MS = 200;

/**
 * What a person's pages wait for: once with nothing there, then with 10,000 open questions, 100,000 answered ones, and a
 * log that grows to a million entries. The time the gateway's processor spent stands beside the time that passed: on a
 * machine with other work only the first says something about the gateway.
 */
export function pages(sizes: readonly number[] = SIZES): Promise<Row[]> {
  return onStage(async (stage) => {
    const service = await stage.process<{ url: string }>('service');
    const yaml = benchYaml(service.ready.url).replace('put_note: auto_approve', 'put_note: ask_approve');
    const gateway = await stage.gateway(yaml);
    const { cookie } = await gateway.ask<{ cookie: string }>({ do: 'person' });
    await askNote(gateway.ready);
    const reader = await stage.process<object>('page-times');
    const order = { url: gateway.ready.url, cookie, times: TIMES };
    const cpu = async () => (await gateway.ask<{ ms: number }>({ do: 'cpu' })).ms;
    const rows: Row[] = [];
    const before = new Map<string, number>();
    const slowest = { passed: 0, spent: 0 };
    let filled = false;

    const look = async (page: AskedPage, entries: string) => {
      const began = await cpu();
      const { p95 } = await reader.ask<PageTime>({ ...order, page });
      const spent = ((await cpu()) - began) / TIMES;
      rows.push(row(`page ${page.name}, ${entries} entries, CPU`, spent, 'ms', before.get(page.name)));
      rows.push(row(`page ${page.name}, ${entries} entries, p95`, p95, 'ms'));
      before.set(page.name, spent);
      slowest.passed = Math.max(slowest.passed, p95);
      slowest.spent = Math.max(slowest.spent, spent);
    };

    for (const size of sizes) {
      if (size > 0 && !filled) {
        await gateway.ask({ do: 'questions', count: WAITING });
        await gateway.ask({ do: 'decided', count: DECIDED });
        filled = true;
      }
      if (size > 0) await gateway.ask({ do: 'log', count: size });
      const found = await reader.ask<{ pages: AskedPage[]; countedMs: number }>(order);
      const entries = size.toLocaleString('en-US');
      if (size > 0) rows.push(row(`pages: log of ${entries} counted after`, found.countedMs / 1_000, 's'));
      for (const page of found.pages) await look(page, entries);
    }
    rows.push(row(`pages: most CPU of one / ${MARK_MS} ms`, slowest.spent, 'ms', MARK_MS));
    rows.push(row(`pages: slowest p95 / ${MARK_MS} ms`, slowest.passed, 'ms', MARK_MS));
    return rows;
  });
}
