import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { dataDir } from '../../settings.ts';
import type { Surroundings } from '../../surroundings.ts';
import { runsHere } from '../../wire/local.ts';
import type { Finding } from './report.ts';

export interface Repair {
  /** false: a person has to do it */
  readonly done: boolean;
  readonly what: string;
}

/**
 * Does what no one could object to: makes the data directory, closes files to others, removes the socket of a gateway
 * that is gone. It never deletes data, never loosens a mode, and follows no link. The rest it says.
 */
export async function repair(around: Surroundings, findings: readonly Finding[]): Promise<Repair[]> {
  const repairs = [...(await makeDataDir(around)), ...(await removeStaleSocket(around))];
  for (const finding of findings) {
    if (finding.level === 'ok' || finding.fix === null) continue;
    const mode = /^chmod (700|600|go-w) (\/.+)$/.exec(finding.fix);
    repairs.push(
      mode?.[1] && mode[2]
        ? await closeToOthers(mode[2], mode[1], finding.fix)
        : { done: false, what: `${finding.what} ${finding.fix}` },
    );
  }
  return repairs;
}

async function makeDataDir(around: Surroundings): Promise<Repair[]> {
  const folder = dataDir(around);
  if ((await lstat(folder).catch(() => null)) !== null) return [];
  return attempt(`made ${folder}`, `mkdir -p -m 700 ${folder}`, () =>
    mkdir(folder, { recursive: true, mode: 0o700 }),
  );
}

/** A socket that nobody answers at, left behind by a gateway that was killed. */
async function removeStaleSocket(around: Surroundings): Promise<Repair[]> {
  const socket = path.join(dataDir(around), 'control.sock');
  const found = await lstat(socket).catch(() => null);
  if (found === null || !found.isSocket() || (await runsHere(around).catch(() => true))) return [];
  return attempt(`removed ${socket}, which nobody answers at`, `rm ${socket}`, () => rm(socket));
}

async function closeToOthers(file: string, mode: string, command: string): Promise<Repair> {
  const found = await lstat(file).catch(() => null);
  if (found === null || found.isSymbolicLink()) return { done: false, what: command };
  const wanted = mode === 'go-w' ? found.mode & 0o7755 : found.mode & (mode === '700' ? 0o700 : 0o600);
  const [repaired] = await attempt(command, command, () => chmod(file, wanted));
  return repaired ?? { done: false, what: command };
}

async function attempt(done: string, command: string, work: () => Promise<unknown>): Promise<Repair[]> {
  return work().then(
    () => [{ done: true, what: done }],
    (error: NodeJS.ErrnoException) => [
      { done: false, what: `${command} (it failed: ${error.code ?? 'unknown'})` },
    ],
  );
}
