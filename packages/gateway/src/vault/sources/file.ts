import path from 'node:path';
import { Fault } from '../../kernel/fault.ts';
import type { Random } from '../../kernel/random.ts';
import { Secret } from '../../kernel/secret.ts';
import { formatRootKey, parseRootKey } from '../root-key.ts';
import { createKeyFile, readKeyFile, refuseBesideDatabase, removeDraft, replaceKeyFile } from './key-file.ts';
import type { KeySource } from './key-source.ts';
import { isSealedLine, openRootKey, sealRootKey } from './passphrase.ts';

/**
 * A root key in a file of its own: regular, ours, mode 0600, not beside the database (one copied directory must
 * not hold both the ciphertext and its key). Created on the first run. A line of it is a root key, bare or sealed by a
 * passphrase; there are two lines only while a rotation has not ended.
 */
export function fileKeySource(options: { path: string; databasePath: string; random: Random }): KeySource {
  const file = path.resolve(options.path);
  /** what the lines hold, as far as they were opened */
  const opened = new Map<string, Secret>();
  let lines: readonly string[] = [];

  const load = async (firstRun: boolean): Promise<void> => {
    await refuseBesideDatabase(file, path.resolve(options.databasePath));
    const text = await readKeyFile(file);
    if (text === null && !firstRun) {
      throw new Fault(
        'sealed',
        `The root key file ${file} is missing, but this database was sealed with one. Put the file back, or name it with AGENTPORT_ROOT_KEY_FILE.`,
      );
    }
    if (text === null) {
      lines = [formatRootKey(new Secret(options.random.bytes(32)))];
      await createKeyFile(file, lines);
    } else {
      lines = linesOf(text, file);
    }
    for (const line of lines) {
      const key = parseRootKey(line);
      if (key) opened.set(line, key);
    }
  };

  return {
    kind: () => (lines.some(isSealedLine) ? 'passphrase' : 'file'),
    async read(firstRun) {
      await load(firstRun);
      const candidates = lines.flatMap((line) => opened.get(line) ?? []);
      const moreByPassphrase = candidates.length < lines.length;
      if (candidates.length === 0) throw passphraseNeeded(file);
      return { candidates, wanted: null, moreByPassphrase };
    },
    async unseal(passphrase) {
      await load(false);
      for (const line of lines.filter(isSealedLine)) {
        const key = await openRootKey(line, passphrase);
        if (key) opened.set(line, key);
      }
      if (!lines.some((line) => isSealedLine(line) && opened.has(line))) {
        throw new Fault('sealed', 'This passphrase does not open the vault.', { details: { unseal: true } });
      }
    },
    async stage(next, passphrase) {
      const [current] = lines;
      if (current === undefined || lines.length > 1) {
        throw new Fault('invalid_request', 'A rotation of the root key has not ended. Restart the gateway.');
      }
      const line = passphrase ? await sealRootKey(options.random, next, passphrase) : formatRootKey(next);
      await replaceKeyFile(file, [current, line]);
      lines = [current, line];
      opened.set(line, new Secret(next.reveal()));
    },
    async settle(key) {
      const kept = lines.filter((line) => opened.get(line)?.reveal().equals(key.reveal()));
      if (lines.length > 1 && kept.length === 1) {
        await replaceKeyFile(file, kept);
        lines = kept;
      }
      await removeDraft(file);
      opened.clear();
    },
  };
}

function linesOf(text: string, file: string): string[] {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const known = lines.every((line) => isSealedLine(line) || parseRootKey(line) !== null);
  if (known && lines.length <= 2) return lines;
  throw new Fault(
    'sealed',
    `The root key file ${file} does not hold a root key (one line: agentport-root-v1: and 43 characters). Restore it from your backup.`,
  );
}

function passphraseNeeded(file: string): Fault {
  return new Fault(
    'sealed',
    `The root key in ${file} is sealed by a passphrase. Start the gateway, then run: agentport unseal`,
    {
      details: { unseal: true },
    },
  );
}
