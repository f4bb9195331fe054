import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import { asAgent } from '../wire/agent.ts';
import { approvalLines } from './approvals/own.ts';
import { wholeNumber } from './arguments.ts';
import { endLines, endOf } from './call-end.ts';
import { WAIT_DEFAULT_S, WAIT_MAX_S, waitFor } from './wait-for.ts';

export function awaitCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  return new Command('await')
    .description('wait for an approval and take its result, which is handed out once')
    .argument('<approval-id>')
    .addOption(
      new Option('--wait <seconds>', 'how long to wait')
        .argParser(wholeNumber(0, WAIT_MAX_S))
        .default(WAIT_DEFAULT_S),
    )
    .action(
      act(async (id: string, { wait }: { wait: number }) => {
        const agent = asAgent(around);
        const first = await agent.client('readOwnApproval', { params: { id }, query: { wait: 0 } });
        const seen = endOf(first) === null ? ((await waitFor(cli, agent, first, wait)) ?? first) : first;
        const end = endOf(seen);
        out.show(seen, () => (end === null ? approvalLines(seen) : endLines(end.body)));
        return end?.exitCode ?? 2;
      }),
    );
}
