import type { ParamSpec, Params } from './params.ts';
import type { Json, Store } from './store.ts';

export interface Context {
  readonly store: Store;
  /** Values of the `:name` parts of the path. */
  readonly path: { readonly [name: string]: string };
  readonly params: Params;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/customers/:customer` */
  readonly path: string;
  readonly params: ParamSpec;
  run(context: Context): Json;
}

export interface Matched {
  readonly route: Route;
  readonly path: { readonly [name: string]: string };
}

export function matchRoute(routes: readonly Route[], method: string, pathname: string): Matched | null {
  const parts = pathname.split('/');
  for (const route of routes) {
    if (route.method !== method) continue;
    const path = matchPath(route.path.split('/'), parts);
    if (path) return { route, path };
  }
  return null;
}

function matchPath(pattern: string[], parts: string[]): { [name: string]: string } | null {
  if (pattern.length !== parts.length) return null;
  const found: { [name: string]: string } = {};
  for (const [index, piece] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (!piece.startsWith(':')) {
      if (piece !== part) return null;
      continue;
    }
    const value = decodeSegment(part);
    if (!value) return null;
    found[piece.slice(1)] = value;
  }
  return found;
}

function decodeSegment(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
