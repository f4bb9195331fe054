import { Command } from 'commander';
import type { Cli, ExitCode } from '../cli.ts';
import { Failure } from '../failure.ts';
import { runGateway } from '../wire/gateway-process.ts';

interface Options {
  readonly demo?: true;
  readonly autoApprove?: true;
  readonly report?: string;
}

export function startCommand({ around, act }: Cli): Command {
  return new Command('start')
    .description('start the gateway')
    .option('--demo', 'with sandbox services and a scripted agent that works through it')
    .option('--auto-approve', 'in the demo: a demo operator approves')
    .option('--report <file>', 'in the demo: write what happened as JSON')
    .action(
      act(async (options: Options) => {
        if (!options.demo && (options.autoApprove || options.report !== undefined)) {
          throw new Failure('invalid_request', '--auto-approve and --report belong to --demo.');
        }
        // The gateway's own code: it ends with 0 or 1, or by a signal, which shells know above 128.
        return (await runGateway(around, ['serve', ...flagsOf(options)])) as ExitCode;
      }),
    );
}

function flagsOf({ demo, autoApprove, report }: Options): string[] {
  return [
    ...(demo ? ['--demo'] : []),
    ...(autoApprove ? ['--auto-approve'] : []),
    ...(report === undefined ? [] : ['--report', report]),
  ];
}
