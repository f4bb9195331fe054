import type { PolicyVersionWire, RouteReply } from '@agentport/contract';
import { Argument, Command } from 'commander';
import type { Cli } from '../cli.ts';
import { type Line, table, time } from '../output/lines.ts';
import type { SignInOptions } from '../terminal/credentials.ts';
import { asPerson } from '../wire/as-person.ts';
import { every } from '../wire/every.ts';
import { asOperator } from '../wire/operator.ts';
import { type OperationName, operationName, wholeNumber } from './arguments.ts';
import { explain } from './policy/explain.ts';
import { validate } from './policy/validate.ts';

/** Larger than any number of versions. */
const NUMBER_MAX = 999_999_999;

export function policyCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  const policy = new Command('policy').description('versions of the policy');

  policy
    .command('versions')
    .description('all versions, newest first')
    .action(
      act(async () => {
        const items = await asOperator(around, ({ client }) => every(client, 'listPolicyVersions'));
        out.show(items, () => versionLines(items));
        return 0;
      }),
    );

  for (const [name, route, done] of [
    ['activate', 'activatePolicy', 'Activated'],
    ['reject', 'rejectPolicy', 'Rejected'],
  ] as const) {
    policy
      .command(name)
      .description(`${name} a waiting version; takes a person's sign-in`)
      .addArgument(new Argument('<number>').argParser(wholeNumber(1, NUMBER_MAX)))
      .option('--email <email>', 'of your sign-in (else the terminal asks)')
      .option('--password-stdin', 'read the password from standard input (else the terminal asks)')
      .option('--code <code>', 'of your authenticator app (else the terminal asks)')
      .action(
        act(async (number: number, options: SignInOptions) => {
          const version: RouteReply<'activatePolicy'> = await asPerson(around, options, (client) =>
            client(route, { params: { number: String(number) } }),
          );
          out.show(version, () => [`${done} version ${version.number}.`]);
          return 0;
        }),
      );
  }

  policy
    .command('validate')
    .description('check an agentport.yaml without a gateway; changes nothing')
    .argument('[file]', 'agentport.yaml unless given')
    .action(act((file: string | undefined) => validate(cli, file)));

  policy
    .command('explain')
    .description('what would happen with a call and why; nothing is sent or recorded as a call')
    .argument('<agent>', 'name or id')
    .addArgument(new Argument('<connection.operation>').argParser(operationName))
    .option('--args <json>', 'arguments as JSON, or @file', '{}')
    .action(
      act((agent: string, name: OperationName, options: { args: string }) =>
        explain(cli, agent, name, options.args),
      ),
    );

  return policy;
}

function versionLines(versions: readonly PolicyVersionWire[]): Line[] {
  const rows = versions.map((version) => [
    String(version.number),
    version.status,
    version.source,
    time(version.created_at),
    version.changes.map(({ what }) => what).join('; ') || '-',
  ]);
  return table(['NUMBER', 'STATUS', 'SOURCE', 'MADE', 'CHANGES'], rows);
}
