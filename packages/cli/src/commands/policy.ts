import type { PolicyVersionWire, RouteReply } from '@agentport/contract';
import { Argument, Command } from 'commander';
import type { Cli } from '../cli.ts';
import { type Line, table, time } from '../output/lines.ts';
import { askCredentials, type SignInOptions } from '../terminal/credentials.ts';
import { withLocal } from '../wire/local.ts';
import { signedIn } from '../wire/person.ts';
import { wholeNumber } from './arguments.ts';

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
        const { items } = await withLocal(around, ({ client }) => client('listPolicyVersions'));
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
          const credentials = await askCredentials(around, options);
          const version: RouteReply<'activatePolicy'> = await signedIn(around, credentials, ({ client }) =>
            client(route, { params: { number: String(number) } }),
          );
          out.show(version, () => [`${done} version ${version.number}.`]);
          return 0;
        }),
      );
  }

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
