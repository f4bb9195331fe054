/** One registered route, as `Allow` needs it. */
interface Known {
  readonly method: string;
  readonly segments: readonly string[];
}

/** Remembers which methods each path has, to tell "no such path" from "not with this method". */
export interface Paths {
  add(method: string | readonly string[], pattern: string): void;
  /** methods that the path has, in alphabetical order */
  methodsOf(path: string): string[];
}

export function createPaths(): Paths {
  const known: Known[] = [];
  return {
    add(method, pattern) {
      const segments = pattern.split('/').slice(1);
      // `/:connection/:operation` fits everything; what it does not serve is simply not there
      if (segments[0]?.startsWith(':') || segments[0] === '*') return;
      for (const one of [method].flat()) known.push({ method: one, segments });
    },
    methodsOf(path) {
      const segments = path.split('/').slice(1);
      const methods = known.filter((route) => fits(route.segments, segments)).map((route) => route.method);
      return [...new Set(methods)].toSorted();
    },
  };
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  const wild = pattern.at(-1) === '*';
  if (wild ? path.length < pattern.length : path.length !== pattern.length) return false;
  return pattern.every((segment, index) => {
    if (segment === '*') return true;
    return segment.startsWith(':') ? path[index] !== '' : segment === path[index];
  });
}
