import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { runGateway } from '../wire/gateway-process.ts';

export function doctorCommand({ around, out, act }: Cli): Command {
  return new Command('doctor').description('look at this installation and say what is wrong').action(
    act(async () => {
      const code = await runGateway(around, ['doctor', ...(out.format === 'json' ? ['--json'] : [])]);
      return code === 0 ? 0 : 1;
    }),
  );
}
