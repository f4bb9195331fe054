import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import { Secret } from '../../kernel/secret.ts';
import type { Ports } from '../../ports.ts';
import { fileFault, requireOwnerOnly, sqlitePath } from '../../storage/index.ts';
import { fileKeySource, type KeySource } from '../../vault/index.ts';
import { VERSION } from '../version.ts';
import { backUp } from './back-up.ts';
import type { BackupPorts } from './ports.ts';
import { restore } from './restore.ts';
import { verifyBackup } from './verify-backup.ts';

export interface BackupCommand {
  readonly config: Config;
  readonly ports: Ports;
  readonly flags: readonly string[];
  readonly print: (line: string) => void;
}

/** Backing up, checking and restoring, each in a process of its own. Prints one line of JSON. */
export async function runBackupCommand(
  name: 'backup' | 'verify-backup' | 'restore',
  { config, ports, flags, print }: BackupCommand,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...flags],
    allowPositionals: true,
    options: {
      to: { type: 'string' },
      'with-config': { type: 'boolean', default: false },
      'passphrase-file': { type: 'string' },
      replace: { type: 'boolean', default: false },
    },
  });
  const passphrase = passphraseIn(values['passphrase-file']);
  const parts: BackupPorts = { ...ports, rootKey: rootKeyOf(config, ports), version: VERSION };
  const file = positionals[0] ?? values.to ?? '';
  if (name === 'backup') {
    print(
      JSON.stringify(
        await backUp(config, parts, { to: file, withConfig: values['with-config'], escrow: passphrase }),
      ),
    );
  } else if (name === 'restore') {
    print(JSON.stringify(await restore(config, parts, { file, replace: values.replace, passphrase })));
  } else {
    print(JSON.stringify(await verifyBackup(file, parts)));
  }
  return 0;
}

/** In a file, because arguments and variables can be seen by others on the machine. */
function passphraseIn(file: string | undefined): Secret | null {
  if (file === undefined) return null;
  try {
    requireOwnerOnly(file, 'chmod 600');
    return new Secret(readFileSync(file, 'utf8').replace(/\r?\n$/, ''));
  } catch (error) {
    throw fileFault(error, file);
  }
}

function rootKeyOf(config: Config, { keySource, random }: Ports): KeySource {
  if (keySource) return keySource;
  return fileKeySource({ path: config.rootKeyFile ?? '', databasePath: sqlitePath(config), random });
}
