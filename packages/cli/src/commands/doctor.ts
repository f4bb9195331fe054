import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { type Line, type Style, styled } from '../output/lines.ts';
import { failureFrom } from '../wire/control-process.ts';
import { askGateway } from '../wire/gateway-process.ts';

interface Finding {
  readonly level: 'ok' | 'warn' | 'error';
  readonly what: string;
  /** what to do about it */
  readonly fix: string | null;
}

export function doctorCommand({ around, out, act }: Cli): Command {
  return new Command('doctor').description('look at this installation and say what is wrong').action(
    act(async () => {
      const { code, stdout, stderr } = await askGateway(around, ['doctor']);
      const findings = findingsIn(stdout);
      if (findings.length === 0) throw failureFrom(stderr);
      out.show({ ok: code === 0, findings }, () => findings.flatMap(findingLines));
      return code === 0 ? 0 : 1;
    }),
  );
}

/** The gateway writes `[level] what`, and under it, indented, what to do. */
function findingsIn(report: string): Finding[] {
  const findings: Finding[] = [];
  for (const line of report.split('\n')) {
    const head = /^\[(ok|warn|error)\] +(.+)$/.exec(line);
    const last = findings.at(-1);
    if (head?.[1] && head[2]) {
      findings.push({ level: head[1] as Finding['level'], what: head[2], fix: null });
    } else if (last !== undefined && line.trim() !== '') {
      findings.splice(-1, 1, { ...last, fix: line.trim() });
    }
  }
  return findings;
}

const LOOK: Readonly<Record<Finding['level'], Style>> = { ok: 'green', warn: 'yellow', error: 'red' };

function findingLines({ level, what, fix }: Finding): Line[] {
  const head: Line = [styled(LOOK[level], level.padEnd(6)), what];
  return fix === null ? [head] : [head, `      ${fix}`];
}
