import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { Failure } from '../failure.ts';
import { runsHere, withLocal } from '../wire/local.ts';
import { passphrase } from './vault/passphrase.ts';

export function unsealCommand({ around, out, act }: Cli): Command {
  return new Command('unseal')
    .description('open the vault of a gateway that waits for its passphrase')
    .option('--passphrase-stdin', 'read it from standard input')
    .action(
      act(async (options: { passphraseStdin?: true }) => {
        if (!(await runsHere(around))) {
          throw new Failure('not_running', 'No gateway waits here. Start it with "agentport start".');
        }
        const text = await passphrase(around, options.passphraseStdin === true);
        const done = await withLocal(around, ({ client }) =>
          client('unsealVault', { body: { passphrase: text } }),
        );
        out.show(done, () => ['Unsealed. The gateway goes on with its start.']);
        return 0;
      }),
    );
}
