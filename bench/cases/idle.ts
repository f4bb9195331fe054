import { type Row, row } from '../harness/rows.ts';
import { benchYaml, onStage } from '../harness/stage.ts';

const SETTLE_MS = 5_000;

/** Memory of a gateway that was started and then left alone. */
export function idle(): Promise<Row[]> {
  return onStage(async (stage) => {
    const service = await stage.process<{ url: string }>('service');
    const gateway = await stage.gateway(benchYaml(service.ready.url));
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const { mib } = await gateway.ask<{ mib: number }>({ do: 'rss' });
    return [row('idle memory (RSS)', mib, 'MiB')];
  });
}
