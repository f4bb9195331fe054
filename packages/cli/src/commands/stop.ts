import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { Failure } from '../failure.ts';
import { asOperator } from '../wire/operator.ts';

export function stopCommand({ around, out, act }: Cli): Command {
  return new Command('stop')
    .description('stop one agent or everything; only a person starts it again')
    .option('--agent <name>', 'name or id of the agent')
    .option('--all', 'everything')
    .action(
      act(async ({ agent, all }: { agent?: string; all?: true }) => {
        if ((agent === undefined) === (all === undefined)) {
          throw new Failure('invalid_request', 'Say what to stop: --agent NAME or --all.');
        }
        if (agent !== undefined) {
          const stopped = await asOperator(around, ({ client }) =>
            client('stopAgent', { params: { id: agent } }),
          );
          out.show(stopped, () => [`Stopped ${stopped.name}. A person releases it in the console.`]);
        } else {
          const status = await asOperator(around, ({ client }) => client('stopAll'));
          out.show(status, () => [`Everything is stopped. A person ends it at ${status.public_url}.`]);
        }
        return 0;
      }),
    );
}
