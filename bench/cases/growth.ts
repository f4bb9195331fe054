import { interleaved } from '../harness/rounds.ts';
import { type Row, row } from '../harness/rows.ts';
import { benchYaml, httpLoad, onStage } from '../harness/stage.ts';

const NOTE = { path: '/bench/put_note' };

/** How the cost of a call grows with what lies around it. */
export function growth(): Promise<Row[]> {
  return onStage(async (stage) => {
    const service = await stage.process<{ url: string }>('service');
    const yaml = benchYaml(service.ready.url);
    const few = await stage.gateway(yaml);
    const many = await stage.gateway(yaml);
    const load = await stage.process<object>('http-load');
    const rows: Row[] = [];
    for (const [what, small, large] of [
      ['rules', 10, 1_000],
      ['approvals', 10, 10_000],
    ] as const) {
      await few.ask({ do: what, count: small });
      await many.ask({ do: what, count: large });
      const measured = await interleaved({
        many: () => httpLoad(load, many.ready, 1),
        few: () => httpLoad(load, few.ready, 1),
      });
      const name = `facade read p50, ${large.toLocaleString('en-US')} ${what} / ${small}`;
      rows.push(row(name, measured.many.p50, 'ms', measured.few.p50));
    }
    const measured = await interleaved({
      large: () => httpLoad(load, { ...few.ready, ...NOTE, body: noteOf(1_048_500) }, 1),
      small: () => httpLoad(load, { ...few.ready, ...NOTE, body: noteOf(1_000) }, 1),
    });
    rows.push(row('facade write p50, body of 1 MiB / 1 KiB', measured.large.p50, 'ms', measured.small.p50));
    return rows;
  });
}

function noteOf(bytes: number): string {
  return `{"id":{n},"text":"${'x'.repeat(bytes - 40)}"}`;
}
