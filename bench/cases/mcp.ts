import type { Child } from '../harness/child.ts';
import type { Measured } from '../harness/load.ts';
import { interleaved } from '../harness/rounds.ts';
import { type Row, row } from '../harness/rows.ts';
import { mcpYaml, onStage, ROUND } from '../harness/stage.ts';

const CONCURRENCIES = [1, 16];

/** A tool call through the gateway, against the same server directly and behind mcp-proxy. */
export function mcp(): Promise<Row[]> {
  return onStage(async (stage) => {
    const service = await stage.process<{ url: string }>('mcp-service');
    const proxy = await stage.process<{ url: string }>('mcp-proxy', service.ready);
    const gateway = await stage.gateway(mcpYaml(service.ready.url));
    const load = await stage.process<object>('mcp-load');
    const throughGateway = { url: `${gateway.ready.url}/mcp/tools`, token: gateway.ready.token };
    const rows: Row[] = [];
    for (const concurrency of CONCURRENCIES) {
      const measured = await interleaved({
        direct: () => mcpLoad(load, { ...service.ready, token: null }, concurrency),
        gateway: () => mcpLoad(load, throughGateway, concurrency),
        proxy: () => mcpLoad(load, { ...proxy.ready, token: null }, concurrency),
      });
      const { direct, gateway: ours, proxy: other } = measured;
      const at = `MCP call, ${concurrency} at once`;
      rows.push(
        row(`${at} / direct`, ours.perSecond, 'calls/s', direct.perSecond),
        row(`${at} / mcp-proxy`, ours.perSecond, 'calls/s', other.perSecond),
        row(`${at}, added p50 / direct p50`, ours.p50 - direct.p50, 'ms', direct.p50),
        row(`${at}, added p50 of mcp-proxy / direct p50`, other.p50 - direct.p50, 'ms', direct.p50),
      );
    }
    return rows;
  });
}

function mcpLoad(
  load: Child<object>,
  target: { url: string; token: string | null },
  concurrency: number,
): Promise<Measured> {
  return load.ask<Measured>({ ...target, ...ROUND, tool: 'look_up', concurrency });
}
