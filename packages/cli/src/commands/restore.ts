import { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { Failure } from '../failure.ts';
import { fields, type Line, styled } from '../output/lines.ts';
import { askForJson } from '../wire/gateway-json.ts';
import { runsHere } from '../wire/local.ts';
import type { BackupManifest } from './backup.ts';

/** What `main.ts restore` writes. */
interface Restored {
  readonly manifest: BackupManifest;
  readonly dataDir: string;
  readonly database: string | null;
  readonly movedTo: string | null;
  readonly written: readonly string[];
  readonly left: readonly string[];
  readonly unknown: number;
  readonly ended: number;
  readonly lostEntries: number | null;
}

interface Options {
  readonly replace?: true;
  readonly passphraseFile?: string;
}

export function restoreCommand({ around, out, act }: Cli): Command {
  return new Command('restore')
    .description('put an installation back from a backup; everything in it is stopped until a person looked')
    .argument('<file>', 'of agentport backup')
    .option('--replace', 'move the installation that is here aside')
    .option('--passphrase-file <file>', 'opens the root key in the backup')
    .action(
      act(async (file: string, { replace, passphraseFile }: Options) => {
        if (await runsHere(around)) {
          throw new Failure('already_running', 'A gateway runs here. Stop it first, then restore.');
        }
        const restored = await askForJson<Restored>(around, [
          'restore',
          ...(replace ? ['--replace'] : []),
          ...(passphraseFile === undefined ? [] : [`--passphrase-file=${passphraseFile}`]),
          '--',
          file,
        ]);
        out.show(wire(restored), () => restoredLines(restored));
        return 0;
      }),
    );
}

function wire({
  manifest,
  dataDir,
  database,
  movedTo,
  lostEntries,
  unknown,
  ended,
  written,
  left,
}: Restored) {
  return {
    data_dir: dataDir,
    database,
    moved_to: movedTo,
    log: manifest.log,
    lost_entries: lostEntries,
    calls_unknown: unknown,
    calls_ended: ended,
    written,
    left,
  };
}

function restoredLines(restored: Restored): Line[] {
  const { manifest, dataDir, database, movedTo, written, left, unknown, lostEntries } = restored;
  return [
    ...fields([
      ['Restored', dataDir],
      ...(database === null ? [] : [['State', database] as const]),
      ['From', `${manifest.created_at}, ${manifest.log.size} entries`],
      ...(movedTo === null ? [] : [['Before it', movedTo] as const]),
      ...(lostEntries === null ? [] : [['Lost', `${lostEntries} signed entries after the backup`] as const]),
      ['Unknown', `${unknown} calls may have been sent after the backup`],
    ]),
    ...written.map((file) => `Written: ${file}`),
    ...left.map((file) => styled('yellow', `Left as it is, for it is there already: ${file}`)),
    styled('yellow', 'Everything is stopped. Before you release it:'),
    '1. Look in your services what happened since, and say of each unknown call whether it did.',
    '2. Revoke tokens, people and permissions again that were taken away since.',
    '3. Release everything in the console.',
  ];
}
