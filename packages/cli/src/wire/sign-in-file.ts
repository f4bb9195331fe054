import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { Failure } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';

/** A person's sign-in at one gateway, kept between commands. */
export interface KeptSignIn {
  readonly url: string;
  readonly email: string;
  /** `name=value`, as it is sent */
  readonly cookie: string;
  readonly csrf: string;
}

type Place = Pick<Surroundings, 'env'>;

/** `$XDG_CONFIG_HOME/agentport`, else `~/.config/agentport`. */
export function configDir({ env }: Place): string {
  return path.join(env.XDG_CONFIG_HOME || path.join(env.HOME || homedir(), '.config'), 'agentport');
}

function fileOf(place: Place, url: URL): string {
  return path.join(configDir(place), 'sign-ins', `${url.host.replaceAll(/[^a-z0-9.-]/gi, '_')}.json`);
}

/** Null when there is none, or none for exactly this address: it must not be sent anywhere else. */
export async function readSignIn(place: Place, url: URL): Promise<KeptSignIn | null> {
  try {
    const kept = JSON.parse(await readFile(fileOf(place, url), 'utf8')) as Partial<KeptSignIn>;
    const whole = [kept.email, kept.cookie, kept.csrf].every((part) => typeof part === 'string');
    return whole && kept.url === url.origin ? (kept as KeptSignIn) : null;
  } catch {
    return null;
  }
}

/** Readable by this user alone. @throws {Failure} invalid_request when it cannot be written so */
export async function writeSignIn(place: Place, url: URL, signIn: KeptSignIn): Promise<void> {
  const file = fileOf(place, url);
  const draft = `${file}.draft`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await chmod(path.dirname(file), 0o700);
    await rm(draft, { force: true }); // one that a killed command left behind, or a link laid there
    await writeFile(draft, `${JSON.stringify(signIn, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    const { code } = cause as NodeJS.ErrnoException;
    throw new Failure('invalid_request', `The sign-in cannot be kept in ${file} (${code}).`, { cause });
  }
}

export async function forgetSignIn(place: Place, url: URL): Promise<void> {
  await rm(fileOf(place, url), { force: true });
}
