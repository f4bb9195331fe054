import path from 'node:path';
import { interleaved } from '../harness/rounds.ts';
import { type Row, row } from '../harness/rows.ts';
import { benchYaml, httpLoad, onStage } from '../harness/stage.ts';

const ENTRIES = 1_000_000;

/** A call on an installation with a million entries against one on an empty installation; then that log is verified. */
export function history(): Promise<Row[]> {
  return onStage(async (stage) => {
    const service = await stage.process<{ url: string }>('service');
    const yaml = benchYaml(service.ready.url);
    const home = stage.folder();
    const empty = await stage.gateway(yaml);
    const full = await stage.gateway(yaml, { home });
    const began = Date.now();
    await full.ask({ do: 'entries', count: ENTRIES });
    const loading = (ENTRIES / (Date.now() - began)) * 1000;
    const load = await stage.process<object>('http-load');
    const measured = await interleaved({
      full: () => httpLoad(load, full.ready, 1),
      empty: () => httpLoad(load, empty.ready, 1),
    });
    await load.stop();
    await empty.stop();
    await full.stop();
    const verifier = await stage.process<object>('verifier');
    const database = path.join(home, 'state', 'data');
    const { size, ms } = await verifier.ask<{ size: number; ms: number }>({ dataDir: database });
    return [
      row('entries written in bulk', loading, 'entries/s'),
      row('facade read p50, 1,000,000 entries / empty', measured.full.p50, 'ms', measured.empty.p50),
      row('verify', (size / ms) * 1000, 'entries/s'),
    ];
  });
}
