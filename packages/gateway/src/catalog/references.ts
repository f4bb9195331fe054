const PREFIX = '#/definitions/';
const DEPTH_MAX = 32;
/** Small definitions that double each other would otherwise grow without end. */
const VALUES_MAX = 100_000;

/** Keys that would change an object instead of being a part of it (T20). */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

type Path = readonly (string | number)[];

/** A reference that leads nowhere, in circles or out of the file, or a dangerous key. `path` is where it stands. */
export class UnusablePart extends Error {
  readonly path: Path;

  constructor(message: string, path: Path) {
    super(message);
    this.name = 'UnusablePart';
    this.path = path;
  }
}

/**
 * Puts each `$ref: '#/definitions/x'` of a manifest in place, so that every operation's parameters stand alone;
 * keys beside the reference win. Nothing outside the file is ever read (T71).
 * @throws {UnusablePart}
 */
export function inlineReferences(manifest: { readonly [key: string]: unknown }): { [key: string]: unknown } {
  const { definitions, ...rest } = manifest;
  return new Inliner(isRecord(definitions) ? definitions : {}).record(rest, [], 0);
}

class Inliner {
  readonly #definitions: { readonly [name: string]: unknown };
  #values = 0;

  constructor(definitions: { readonly [name: string]: unknown }) {
    this.#definitions = definitions;
  }

  record(value: { readonly [key: string]: unknown }, path: Path, depth: number): { [key: string]: unknown } {
    this.#bound(path, depth);
    const { $ref: reference, ...beside } = value;
    const merged = reference === undefined ? {} : this.record(this.#target(reference, path), path, depth + 1);
    for (const [key, member] of Object.entries(beside)) {
      if (FORBIDDEN.has(key))
        throw new UnusablePart(`has a key '${key}', which is not accepted; rename it`, path);
      merged[key] = this.#value(member, [...path, key], depth + 1);
    }
    return merged;
  }

  #value(value: unknown, path: Path, depth: number): unknown {
    this.#bound(path, depth);
    if (Array.isArray(value))
      return value.map((item, index) => this.#value(item, [...path, index], depth + 1));
    return isRecord(value) ? this.record(value, path, depth) : value;
  }

  #target(reference: unknown, path: Path): { readonly [key: string]: unknown } {
    const local = typeof reference === 'string' && reference.startsWith(PREFIX);
    if (!local) throw new UnusablePart(`has a $ref that is not local: write $ref: '${PREFIX}<name>'`, path);
    const name = reference.slice(PREFIX.length);
    const target = Object.hasOwn(this.#definitions, name) ? this.#definitions[name] : undefined;
    if (!isRecord(target))
      throw new UnusablePart(`refers to '${name}', which definitions does not have`, path);
    return target;
  }

  #bound(path: Path, depth: number): void {
    this.#values += 1;
    if (depth > DEPTH_MAX || this.#values > VALUES_MAX) {
      throw new UnusablePart('is nested too deep or grows too large; a $ref may lead in a circle', path);
    }
  }
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
