import type { Sandbox } from '@agentport/sandbox';
import type { Running } from '../serving/index.ts';
import type { DemoStep } from './agent.ts';

/** What happened, from three sides: what the agent was told, what the service saw, what the log says. */
export interface DemoReport {
  readonly ok: boolean;
  readonly steps: readonly DemoStep[];
  readonly sandbox: {
    readonly calls: number;
    readonly refunds: readonly unknown[];
    readonly deletions: number;
    /** calls that arrived without the right credential */
    readonly wrong_credential: number;
  };
  readonly audit: {
    readonly ok: boolean;
    readonly size: number;
    readonly root: string;
    readonly entries: readonly {
      readonly index: number;
      readonly kind: string;
      readonly operation: string | null;
    }[];
  };
}

const ENTRIES_SHOWN = 200;

export async function reportOf(
  running: Running,
  sandbox: Sandbox,
  steps: readonly DemoStep[],
): Promise<DemoReport> {
  const seen = sandbox.stripe.recorder.entries;
  const refunds = seen.filter((call) => call.method === 'POST' && call.path === '/v1/refunds');
  const deletions = seen.filter((call) => call.method === 'DELETE').length;
  const wrong = seen.filter((call) => call.credential !== 'right').length;
  const { audit } = running.gateway;
  const verified = await audit.verify();
  const entries = await audit.tail(0, ENTRIES_SHOWN);
  const asExpected = steps.every((step) => step.outcome === step.expected);
  return {
    ok: asExpected && refunds.length === 1 && deletions === 0 && wrong === 0 && verified.ok,
    steps,
    sandbox: {
      calls: seen.length,
      refunds: refunds.map((call) => call.body),
      deletions,
      wrong_credential: wrong,
    },
    audit: {
      ok: verified.ok,
      size: verified.size,
      root: verified.root,
      entries: entries.map(({ index, event }) => ({
        index,
        kind: event.kind,
        operation: event.operation ?? null,
      })),
    },
  };
}

export function printTrail(report: DemoReport, print: (line: string) => void): void {
  print('What the log says:');
  for (const { index, kind, operation } of report.audit.entries) {
    print(`  ${String(index).padStart(3)}  ${kind}${operation ? `  ${operation}` : ''}`);
  }
  const { refunds, deletions } = report.sandbox;
  print(`What the service saw: ${refunds.length} refund, ${deletions} deletions`);
  print(
    report.audit.ok
      ? `Log verified: ${report.audit.size} entries, intact, root ${report.audit.root.slice(0, 16)}…`
      : 'LOG NOT INTACT',
  );
}
