import type { RouteBody } from '@agentport/contract';
import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { Failure } from '../failure.ts';
import { withLocal } from '../wire/local.ts';
import { keysPage } from './vault/page.ts';
import { newPassphrase } from './vault/passphrase.ts';

interface RotateOptions {
  readonly root?: true;
  readonly kek?: true;
  readonly to?: string;
  readonly passphraseStdin?: true;
}

export function vaultCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  const vault = new Command('vault').description('the keys that everything is sealed with');

  vault
    .command('status')
    .description('keys, their versions and ages, and what a rotation still has to do')
    .action(
      act(async () => {
        const status = await withLocal(around, ({ client }) => client('vaultStatus'));
        out.show(status, () => keysPage(status));
        return 0;
      }),
    );

  vault
    .command('rotate')
    .description('make new keys; interrupted, it goes on at the next start')
    .option('--root', 'a new root key; the old one is destroyed')
    .option('--kek', 'new wrapping keys; everything stored is sealed anew under them')
    .option('--to <place>', 'where the new root key rests: file or passphrase')
    .option('--passphrase-stdin', 'read the passphrase from standard input')
    .action(
      act(async (options: RotateOptions) => {
        if ((options.root === undefined) === (options.kek === undefined)) {
          throw new Failure('invalid_request', 'Say which keys: --root or --kek.');
        }
        const status = await withLocal(around, async ({ client }) => {
          if (options.kek) return client('rotateKeys');
          const { source } = await client('vaultStatus');
          return client('rotateRoot', { body: await rootRotation(cli, options, source) });
        });
        out.show(status, () => keysPage(status));
        return 0;
      }),
    );

  return vault;
}

/** The new root key rests where the old one does, unless told otherwise. */
async function rootRotation(
  cli: Cli,
  { to, passphraseStdin }: RotateOptions,
  source: 'file' | 'passphrase' | 'environment',
): Promise<RouteBody<'rotateRoot'>> {
  const place = to ?? (source === 'passphrase' ? 'passphrase' : 'file');
  if (place === 'file') return { to: place };
  if (place === 'passphrase')
    return { to: place, passphrase: await newPassphrase(cli.around, passphraseStdin === true) };
  throw new Failure('invalid_request', '--to takes file or passphrase.');
}
