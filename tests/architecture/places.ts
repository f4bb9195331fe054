import path from 'node:path/posix';
import type { Import, Source } from './source.ts';

export const GATEWAY = 'packages/gateway/src/';

/** Code that ships: not tests, nor what only tests use. */
export function isProduct({ path: file }: Source): boolean {
  return /^packages\/[\w-]+\/(src|bin)\//.test(file) && !isTestSupport(file);
}

function isTestSupport(file: string): boolean {
  return /\.(test|fixture)\.tsx?$|\/fixtures\/|\/testing\.ts$|^packages\/sandbox\//.test(file);
}

/** The part of the path inside the gateway, or null for a file elsewhere. */
export function inGateway(file: string): string | null {
  return file.startsWith(GATEWAY) ? file.slice(GATEWAY.length) : null;
}

/** `packages/engine/…` is `engine`. */
export function packageOf(file: string): string | null {
  return /^packages\/([\w-]+)\//.exec(file)?.[1] ?? null;
}

/** The room of a gateway file; a file directly under `src` is a room of its own. */
export function roomOf(file: string): string | null {
  return inGateway(file)?.split('/')[0] ?? null;
}

/** The file a relative import names, or null for a package or something computed. */
export function targetOf(source: Source, { from }: Import): string | null {
  return from?.startsWith('.') ? path.normalize(path.join(path.dirname(source.path), from)) : null;
}

/** Every file but those an exception names; an exception ending in `/` covers the folder. */
export function excepted(file: string, exceptions: Readonly<Record<string, string>>): boolean {
  return Object.keys(exceptions).some((place) =>
    place.endsWith('/') ? file.startsWith(place) : file === place,
  );
}

/** One violation per match of a pattern in code, with its line. */
export function matchesIn(source: Source, pattern: RegExp, rule: string): string[] {
  return [...source.code.matchAll(pattern)].map(({ index, 0: text }) => {
    const line = source.code.slice(0, index).split('\n').length;
    return `${source.path}:${line}: ${rule} (${text.trim()})`;
  });
}
