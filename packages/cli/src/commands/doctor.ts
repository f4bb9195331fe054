import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { type Line, type Style, styled } from '../output/lines.ts';
import { failureFrom } from '../wire/control-process.ts';
import { askGateway } from '../wire/gateway-process.ts';
import { type Repair, repair } from './doctor/repair.ts';
import { type Finding, findingsIn, pictureIn } from './doctor/report.ts';

export function doctorCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  return new Command('doctor')
    .description('look at this installation and say what is wrong')
    .option('--fix', 'repair what can be repaired without a question; say the commands for the rest')
    .option('--phone', 'open the public address as a phone would')
    .action(
      act(async ({ fix, phone }: { fix?: true; phone?: true }) => {
        const { picture, ...first } = await look(cli, phone ? ['--phone'] : []);
        if (!fix) {
          out.show(first, () => [...first.findings.flatMap(findingLines), ...picture]);
          return first.ok ? 0 : 1;
        }
        const repairs = await repair(around, first.findings);
        const { picture: _, ...after } = await look(cli);
        out.show({ ...after, repairs }, () => [
          ...repairs.map(repairLine),
          ...after.findings.flatMap(findingLines),
        ]);
        return after.ok ? 0 : 1;
      }),
    );
}

async function look(
  { around }: Cli,
  more: readonly string[] = [],
): Promise<{ ok: boolean; findings: Finding[]; picture: string[] }> {
  const { code, stdout, stderr } = await askGateway(around, ['doctor', ...more]);
  const findings = findingsIn(stdout);
  if (findings.length === 0) throw failureFrom(stderr);
  return { ok: code === 0, findings, picture: pictureIn(stdout) };
}

const LOOK: Readonly<Record<Finding['level'], Style>> = { ok: 'green', warn: 'yellow', error: 'red' };

function findingLines({ level, what, fix }: Finding): Line[] {
  const head: Line = [styled(LOOK[level], level.padEnd(6)), what];
  return fix === null ? [head] : [head, `      ${fix}`];
}

function repairLine({ done, what }: Repair): Line {
  return [styled(done ? 'green' : 'yellow', done ? 'fixed ' : 'to do '), what];
}
