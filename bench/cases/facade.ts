import { interleaved } from '../harness/rounds.ts';
import { type Row, row } from '../harness/rows.ts';
import { benchYaml, httpLoad, onStage } from '../harness/stage.ts';

const CONCURRENCIES = [1, 16, 64];

/** A read by the facade, with everything on, against a bare proxy in front of the same service. */
export function facade(): Promise<Row[]> {
  return onStage(async (stage) => {
    const service = await stage.process<{ url: string }>('service');
    const proxy = await stage.process<{ url: string }>('bare-proxy', service.ready);
    const gateway = await stage.gateway(benchYaml(service.ready.url));
    const load = await stage.process<object>('http-load');
    const rows: Row[] = [];
    for (const concurrency of CONCURRENCIES) {
      await gateway.ask({ do: 'watch' });
      const measured = await interleaved({
        gateway: () => httpLoad(load, gateway.ready, concurrency),
        proxy: () => httpLoad(load, { ...proxy.ready, token: null }, concurrency),
      });
      const { p99 } = await gateway.ask<{ p99: number }>({ do: 'delay' });
      const at = `facade read, ${concurrency} at once`;
      rows.push(
        row(`${at} / bare proxy`, measured.gateway.perSecond, 'calls/s', measured.proxy.perSecond),
        row(`${at}, p50 / bare proxy`, measured.gateway.p50, 'ms', measured.proxy.p50),
        row(`${at}, p99 / bare proxy`, measured.gateway.p99, 'ms', measured.proxy.p99),
        row(`${at}, event-loop delay p99`, p99, 'ms'),
      );
    }
    return rows;
  });
}
