import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../kernel/fault.ts';
import { Secret } from '../kernel/secret.ts';
import type { DeclaredBlock, DeclaredSecret } from './declared.ts';

/** Where `${NAME}` is looked up: the start's environment first, then a private `.env` beside the file. */
export interface SecretSources {
  /** takes a variable out of the process's environment, once; null when it is not set */
  takeVariable(name: string): string | null;
}

/** A key longer than this is a mistake, e.g. a file that is not a key. */
const KEY_BYTES_MAX = 16 * 1024;

/**
 * Reads the parts of a credential that is more than a key; null for a block without one.
 * @throws {Fault} `config_missing_variable`, `config_invalid`; never with the value
 */
export async function readFields(
  block: DeclaredBlock,
  file: string,
  sources: SecretSources,
): Promise<{ readonly [name: string]: string } | null> {
  if (block.fields === null) return null;
  const read: { [name: string]: string } = {};
  for (const [name, secret] of Object.entries(block.fields))
    read[name] = await readSecret(secret, block.source, file, sources);
  return read;
}

/**
 * Reads the key of a block. `${file:…}` and `.env` are read again at every reload, so keys rotate without a restart.
 * @throws {Fault} `config_missing_variable`, `config_invalid`; never with the value
 */
export async function readKey(
  block: DeclaredBlock,
  file: string,
  sources: SecretSources,
): Promise<Secret | null> {
  return block.key === null ? null : new Secret(await readSecret(block.key, block.source, file, sources));
}

async function readSecret(
  { reference, literal }: DeclaredSecret,
  source: string,
  file: string,
  sources: SecretSources,
): Promise<string> {
  switch (reference.kind) {
    case 'literal':
      return trimmedKey(literal, source);
    case 'file':
      return trimmedKey(await readSecretFile(reference.path, file, source), source);
    case 'variable': {
      // the environment wins: whoever can put a file beside the configuration must not be able to swap its keys
      const value = sources.takeVariable(reference.name) ?? (await readDotEnv(file))[reference.name];
      if (value) return trimmedKey(value, source);
      throw new Fault(
        'config_missing_variable',
        `${source}: ${reference.name} is not set. Export it, or write ${reference.name}=… into a private .env file beside ${path.basename(file)}.`,
      );
    }
  }
}

function trimmedKey(text: string, source: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || Buffer.byteLength(trimmed) > KEY_BYTES_MAX) {
    throw new Fault('config_invalid', `${source}: the key is empty or longer than ${KEY_BYTES_MAX} bytes.`);
  }
  return trimmed;
}

async function readSecretFile(name: string, file: string, source: string): Promise<string> {
  const full = path.resolve(path.dirname(file), name);
  try {
    return await readFile(full, 'utf8');
  } catch {
    throw new Fault(
      'config_invalid',
      `${source}: the key file ${name} cannot be read. Check its path and owner.`,
    );
  }
}

async function readDotEnv(file: string): Promise<Record<string, string>> {
  const text = await readFile(path.join(path.dirname(file), '.env'), 'utf8').catch(() => '');
  const pairs = text.split('\n').flatMap((line): [string, string][] => {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    return match?.[1] ? [[match[1], unquote(match[2] ?? '')]] : [];
  });
  return Object.fromEntries(pairs);
}

function unquote(text: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(text);
  return quoted ? (quoted[2] ?? '') : text;
}
