import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { Failure } from '../failure.ts';
import { fields, type Line, styled } from '../output/lines.ts';
import { askForJson } from '../wire/gateway-json.ts';

/** What `main.ts backup` and `main.ts verify-backup` write. */
export interface VerifiedBackup {
  readonly file: string;
  readonly manifest: BackupManifest;
  readonly manifestSha256: string;
  readonly escrowed: boolean;
}

export interface BackupManifest {
  readonly version: string;
  readonly instance: string;
  readonly created_at: string;
  readonly schema: number;
  readonly log: { readonly size: number; readonly root: string };
  readonly parts: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

interface Options {
  readonly to?: string;
  readonly withConfig?: true;
  readonly withKeyEscrow?: true;
  readonly passphraseFile?: string;
}

export function backupCommand(cli: Cli): Command {
  const { around, out, act } = cli;
  const backup = new Command('backup')
    .description('write everything of this installation but its root key into one file, also while it runs')
    .option('--to <file>', 'a new file, or a folder to put one into')
    .option('--with-config', 'agentport.yaml too')
    .option('--with-key-escrow', 'the root key too, sealed with a passphrase')
    .option('--passphrase-file <file>', 'the passphrase, in a file only you can read')
    .action(
      act(async (options: Options) => {
        const made = await askForJson<VerifiedBackup>(around, ['backup', ...argumentsOf(options)]);
        out.show(wire(made), () => [...backupLines(made), ...keyLines(made)]);
        return 0;
      }),
    );
  backup
    .command('verify')
    .description('read a backup and check every part of it, and the log entry by entry')
    .argument('<file>')
    .action(
      act(async (file: string) => {
        const found = await askForJson<VerifiedBackup>(around, ['verify-backup', '--', file]);
        out.show(wire(found), () => [styled('green', 'Whole'), ...backupLines(found)]);
        return 0;
      }),
    );
  return backup;
}

function argumentsOf({ to, withConfig, withKeyEscrow, passphraseFile }: Options): string[] {
  if (to === undefined) throw new Failure('invalid_request', 'Say where to, with --to FILE.');
  if ((withKeyEscrow === undefined) !== (passphraseFile === undefined)) {
    throw new Failure('invalid_request', '--with-key-escrow and --passphrase-file belong together.');
  }
  return [
    `--to=${to}`,
    ...(withConfig ? ['--with-config'] : []),
    ...(passphraseFile === undefined ? [] : [`--passphrase-file=${passphraseFile}`]),
  ];
}

function wire({ file, manifest, manifestSha256, escrowed }: VerifiedBackup) {
  return { file, manifest_sha256: manifestSha256, root_key_inside: escrowed, ...manifest };
}

function backupLines({ file, manifest, manifestSha256, escrowed }: VerifiedBackup): Line[] {
  return fields([
    ['Backup', file],
    ['Made', `${manifest.created_at} by version ${manifest.version}, schema ${manifest.schema}`],
    ['Log', `${manifest.log.size} entries, root ${manifest.log.root}`],
    ['Digest', `${manifestSha256} (of its manifest: keep it elsewhere)`],
    ['Root key', escrowed ? 'inside, under your passphrase' : 'not inside'],
  ]);
}

function keyLines({ escrowed }: VerifiedBackup): Line[] {
  if (escrowed) return ['Whoever has this file and the passphrase has every credential. Keep the two apart.'];
  return [
    styled(
      'yellow',
      'Keep a copy of the root key elsewhere. Without it every credential in this backup is lost for good:',
    ),
    'no gateway starts on it again, and only the log in it can still be read and verified.',
  ];
}
