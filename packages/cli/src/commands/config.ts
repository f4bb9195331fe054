import type { ConnectionWire } from '@agentport/contract';
import { Command, Option } from 'commander';
import type { Cli } from '../cli.ts';
import type { Line } from '../output/lines.ts';
import { asOperator } from '../wire/operator.ts';

export function configCommand({ around, out, act }: Cli): Command {
  const config = new Command('config').description('who owns what: agentport.yaml or the console');

  config
    .command('adopt')
    .description('give a connection to agentport.yaml, or take it over from there')
    .argument('<connection>', 'as "connections list" names it')
    .addOption(
      new Option('--to <owner>', 'who owns it from now on').choices(['file', 'console']).default('file'),
    )
    .action(
      act(async (name: string, { to: owner }: { to: ConnectionWire['owner'] }) => {
        const connection = await asOperator(around, ({ client }) =>
          client('adoptConnection', { params: { name }, body: { owner } }),
        );
        out.show(connection, () => ownerLines(connection));
        return 0;
      }),
    );

  return config;
}

function ownerLines({ name, owner, source }: ConnectionWire): Line[] {
  if (owner === 'file') {
    return [
      `${name} belongs to ${source ?? 'agentport.yaml'}.`,
      'What of its block waits for a person: agentport policy versions',
    ];
  }
  return [
    `${name} belongs to the console.`,
    'Delete its block from agentport.yaml if it is still there: a file with it is refused, also at the next start.',
  ];
}
